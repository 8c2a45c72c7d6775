import type { ReactNode } from "react";

/** One of the columns, with its name in a bar. */
export function Column({
  title,
  note,
  className,
  children,
}: {
  title: string;
  note?: ReactNode;
  className: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className={`flex min-h-0 min-w-0 flex-col ${className}`}>
      <div className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-3">
        <h2 className="shrink-0 text-base">{title}</h2>
        <span className="min-w-0 truncate text-small text-fg-3">{note}</span>
      </div>
      {children}
    </section>
  );
}
