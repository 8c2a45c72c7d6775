import { clsx } from "clsx";
import type { ReactNode } from "react";

/** A dimension of the panel. The one in focus has the surface and the edge. */
export function Section({
  id,
  name,
  note,
  isFocused,
  onFocus,
  children,
}: {
  id: string;
  name: string;
  note?: string;
  isFocused: boolean;
  onFocus: () => void;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={name}
      data-dimension={id}
      onFocus={onFocus}
      className={clsx(
        "border-b border-line px-3 pb-2",
        isFocused && "bg-surface shadow-[inset_3px_0_0_var(--rt-accent-ink)]",
      )}
    >
      <div className="flex h-8 items-center gap-2">
        <h3>{name}</h3>
        <span className="min-w-0 truncate text-micro text-fg-3">{note}</span>
      </div>
      {children}
    </section>
  );
}
