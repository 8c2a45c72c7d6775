"use client";
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";

type Props = {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  isWide?: boolean;
  children: ReactNode;
};

/** A layer for what needs a reason or a look aside. Esc closes it and focus goes back to where it came from. */
export function Dialog({ isOpen, onClose, title, description, isWide = false, children }: Props) {
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-(--rt-scrim)" />
        <Primitive.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[85vh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col gap-2 rounded-panel border border-line bg-raised p-3 shadow-2 ${isWide ? "max-w-[880px]" : "max-w-[460px]"}`}
        >
          <div className="flex items-center gap-2">
            <Primitive.Title className="min-w-0 grow truncate text-lead">{title}</Primitive.Title>
            <Primitive.Close
              aria-label="Close"
              className="flex size-7 items-center justify-center rounded-control text-fg-2 hover:bg-hover"
            >
              <X size={16} aria-hidden />
            </Primitive.Close>
          </div>
          {description ? <Primitive.Description className="text-fg-2">{description}</Primitive.Description> : null}
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
