"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { formatCost, formatCount, formatDate } from "@/components/ui/format";
import { GateBadge } from "@/components/ui/gate-badge";
import { ImportedText } from "@/components/ui/imported-text";
import { OutcomeBadge } from "@/components/ui/outcome-badge";
import type { TrajectoryRow } from "@/lib/domain/record/trajectory";
import { GRID, SHOWN } from "./columns";
import { PhaseStrip } from "./phase-strip";

type Props = {
  row: TrajectoryRow;
  index: number;
  top: number;
  isCurrent: boolean;
  onFocus: () => void;
  onOpen: () => void;
};

/** One run. Bold marks unfinished work, nothing else. */
export function RunRow({ row, index, top, isCurrent, onFocus, onOpen }: Props) {
  const isBegun = row.labelledSteps > 0 && row.labelledSteps < row.stepCount;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      onClick={onOpen}
      onKeyDown={(event) => (event.key === "Enter" && event.target === event.currentTarget ? onOpen() : undefined)}
      className={clsx(
        GRID,
        "absolute inset-x-0 h-8 border-b border-line px-4 hover:bg-hover",
        isCurrent && "focus-within:bg-selected",
      )}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="cell" className="flex min-w-0 items-baseline gap-2">
        <Link
          href={`/runs/${row.id}`}
          tabIndex={isCurrent ? 0 : -1}
          onFocus={onFocus}
          onClick={(event) => event.stopPropagation()}
          className="flex max-w-[80%] min-w-0 shrink-0 no-underline"
        >
          <ImportedText className="text-code">{row.name}</ImportedText>
        </Link>
        {row.taskKey === row.name ? null : (
          <ImportedText className="hidden text-micro text-fg-3 @min-[1120px]:inline">{row.taskKey}</ImportedText>
        )}
      </span>
      <span role="cell" className="flex min-w-0 items-center gap-2">
        <OutcomeBadge outcome={row.outcome} isPlain />
        {row.outcome === "unknown" && row.exitStatus ? (
          <ImportedText className="text-micro text-fg-3">{row.exitStatus}</ImportedText>
        ) : null}
      </span>
      <span role="cell" className="text-right">
        {formatCount(row.stepCount)}
      </span>
      <span role="cell" className={clsx("justify-end", SHOWN.huge)}>
        {formatCount(row.actionCount)}
      </span>
      <span role="cell" className={clsx("text-right", row.errorCount > 0 ? "text-err-ink" : "text-fg-3")}>
        {formatCount(row.errorCount)}
      </span>
      <span role="cell" className={clsx("justify-end", SHOWN.huge)}>
        {formatCost(row.costUsd)}
      </span>
      <span role="cell" className={SHOWN.medium}>
        <PhaseStrip phases={row.phases} />
      </span>
      <span role="cell" className={clsx("text-right", isBegun && "font-semibold")}>
        {formatCount(row.labelledSteps)}/{formatCount(row.stepCount)}
      </span>
      <span role="cell" className={clsx("text-right", row.failureCount === 0 && "text-fg-3")}>
        {formatCount(row.failureCount)}
      </span>
      <span role="cell" className="flex min-w-0">
        <GateBadge state={row.gate} />
      </span>
      <span role="cell" className={clsx("justify-end text-fg-3", SHOWN.large)}>
        {formatDate(row.importedAt)}
      </span>
    </div>
  );
}
