import { clsx } from "clsx";
import type { KeyboardEvent } from "react";
import { formatCount } from "./format";

type Tab<Id extends string> = { id: Id; name: string; count: number | null };
type Props<Id extends string> = {
  label: string;
  tabs: readonly Tab<Id>[];
  chosen: Id;
  onChoose: (id: Id) => void;
};

/** Views of one screen; the place is in the address, so these are links in all but looks. Arrows move. */
export function Tabs<Id extends string>({ label, tabs, chosen, onChoose }: Props<Id>) {
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === chosen);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (!next) return;
    onChoose(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div role="tablist" aria-label={label} onKeyDown={move} className="flex h-full gap-4">
      {tabs.map(({ id, name, count }) => (
        <button
          key={id}
          type="button"
          role="tab"
          data-tab={id}
          aria-selected={id === chosen}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
          className={clsx(
            "flex items-center gap-1.5 border-b-2 px-0.5",
            id === chosen ? "border-accent-ink font-semibold" : "border-transparent text-fg-2 hover:text-fg",
          )}
        >
          {name}
          {count === null ? null : <span className="text-small text-fg-3">{formatCount(count)}</span>}
        </button>
      ))}
    </div>
  );
}
