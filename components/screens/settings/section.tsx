import type { ReactNode } from "react";

/** A titled panel of the settings. */
export function Section({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="max-w-[880px] rounded-panel border border-line">
      <div className="flex h-9 items-center gap-3 border-b border-line px-3">
        <h2 className="text-base">{title}</h2>
        <span className="min-w-0 truncate text-small text-fg-3">{note}</span>
      </div>
      {children}
    </section>
  );
}

/** Something that is shown once: in mono, selectable, with the warning that it will not come again. */
export function ShownOnce({ what, secret }: { what: string; secret: string }) {
  return (
    <div role="status" className="m-3 flex flex-col gap-1 rounded-control bg-warn-soft p-3 text-warn-ink">
      <span>{what} It is shown once; hand it over now.</span>
      <code className="select-all break-all font-mono text-code">{secret}</code>
    </div>
  );
}
