"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";
import type { LibraryFilter } from "@/lib/api/contract/trajectories";
import type { TrajectoryRow } from "@/lib/domain/record/trajectory";
import { COLUMNS, GRID } from "./columns";
import { RunRow } from "./run-row";
import { SortHeader } from "./sort-header";

const ROW_HEIGHT = 32;
const FROM_END = 20;

type Props = {
  rows: TrajectoryRow[];
  matching: number;
  sort: LibraryFilter["sort"];
  onSort: (sort: LibraryFilter["sort"]) => void;
  onClear: () => void;
  onEnd: () => void;
};

/** The runs that fit, a row of 32 each, only those in view in the page. j and k move, Enter opens. */
export function RunsTable({ rows, matching, sort, onSort, onClear, onEnd }: Props) {
  "use no memo";
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length < matching && lastShown >= rows.length - FROM_END) onEnd();
  }, [lastShown, rows.length, matching, onEnd]);

  const move = (event: KeyboardEvent) => {
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, current + by));
    setCurrent(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"] a`)?.focus());
  };
  if (rows.length === 0)
    return (
      <EmptyState title="No run fits these filters" action={<Button onClick={onClear}>Clear the filters</Button>} />
    );
  return (
    <div className="@container flex min-h-0 grow flex-col overflow-x-auto overflow-y-hidden">
      <div
        role="table"
        aria-label="Runs"
        aria-rowcount={matching + 1}
        className="flex min-h-0 min-w-[710px] grow flex-col"
      >
        <div role="rowgroup" className="shrink-0 border-b border-line pr-4 pl-4">
          <div role="row" className={`${GRID} h-8 text-small text-fg-2`}>
            {COLUMNS.map((column) => (
              <SortHeader key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div ref={scroller} role="rowgroup" onKeyDown={move} className="min-h-0 grow overflow-auto">
          <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const row = rows[index];
              return row ? (
                <RunRow
                  key={row.id}
                  row={row}
                  index={index}
                  top={start}
                  isCurrent={index === current}
                  onFocus={() => setCurrent(index)}
                  onOpen={() => router.push(`/runs/${row.id}`)}
                />
              ) : null;
            })}
          </div>
        </div>
      </div>
    </div>
  );
}
