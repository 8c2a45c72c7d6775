"use client";
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

/** A menu that opens below (or above) its trigger. */
export function Menu({
  trigger,
  label,
  children,
  side = "bottom",
  align = "start",
}: {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  side?: "bottom" | "top" | "right";
  align?: "start" | "end";
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={4}
          className="z-50 min-w-40 rounded-panel border border-line bg-raised p-1 shadow-2"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ITEM = "flex h-7 items-center gap-2 rounded-control px-2 outline-none data-[highlighted]:bg-hover";

export function MenuItem({ onChoose, children }: { onChoose: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.Item onSelect={onChoose} className={ITEM}>
      {children}
    </DropdownMenu.Item>
  );
}

/** A choice that stays open while several are ticked. */
export function MenuCheck({ isOn, onToggle, children }: { isOn: boolean; onToggle: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.CheckboxItem
      checked={isOn}
      onCheckedChange={onToggle}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <span className="flex size-3.5 items-center justify-center">{isOn ? <Check size={14} aria-hidden /> : null}</span>
      {children}
    </DropdownMenu.CheckboxItem>
  );
}
