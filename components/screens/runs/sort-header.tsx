"use client";
import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { LibraryFilter } from "@/lib/api/contract/trajectories";
import type { Column } from "./columns";

type Props = { column: Column; sort: LibraryFilter["sort"]; onSort: (sort: LibraryFilter["sort"]) => void };

/** A column's name; pressing it sorts, pressing it again turns the order round. */
export function SortHeader({ column: { name, up, down, isNumber, shown }, sort, onSort }: Props) {
  const place = clsx("flex min-w-0 items-center gap-1", isNumber && "justify-end", shown);
  const next = sort === down ? up : (down ?? up);
  if (!next && sort !== down) {
    return (
      <span role="columnheader" className={place}>
        {name}
      </span>
    );
  }
  const order = sort === up ? "ascending" : sort === down ? "descending" : "none";
  return (
    <span role="columnheader" aria-sort={order} className={place}>
      <button
        type="button"
        onClick={() => (next ? onSort(next) : undefined)}
        className={clsx(
          "flex min-h-6 items-center gap-1 rounded-control hover:text-fg",
          order !== "none" && "font-semibold text-fg",
        )}
      >
        {name}
        {order === "ascending" ? <ArrowUp size={12} aria-hidden /> : null}
        {order === "descending" ? <ArrowDown size={12} aria-hidden /> : null}
      </button>
    </span>
  );
}
