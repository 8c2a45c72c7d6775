"use client";
import { clsx } from "clsx";
import { type ReactNode, useMemo } from "react";
import type { DiffLine, EditDiff } from "@/lib/domain/text/diff-view";
import { renderVisible } from "@/lib/domain/text/invisibles";
import { ClampedLines } from "./clamped-lines";
import { RenderedLine } from "./rendered-line";
import { Zone } from "./zone";

const SIGNS = { "+": "diff-changed bg-add-bg", "-": "diff-changed bg-del-bg", " ": "" } as const;

/** An edit as a diff: sign and colour, old and new line numbers where they are known, and where the view came from. */
export function DiffZone({ diff, maxLines, onShowRaw }: { diff: EditDiff; maxLines: number; onShowRaw: () => void }) {
  const lines = useMemo(
    () =>
      diff.hunks.flatMap((hunk, index) => [
        <HunkHeader key={`h${index}`}>{hunk.header}</HunkHeader>,
        ...hunk.lines.map((line, at) => <Line key={`${index}:${at}`} line={line} />),
      ]),
    [diff],
  );
  const note = (
    <>
      <span>derived from {diff.derivedFrom}</span>
      <button type="button" onClick={onShowRaw} className="min-h-6 rounded-control text-accent-ink">
        raw input
      </button>
    </>
  );
  return (
    <Zone name="Edit" facts={<Counts added={diff.added} removed={diff.removed} />}>
      <ClampedLines lines={lines} maxLines={maxLines} missingUnits={0} note={note} />
    </Zone>
  );
}

function Counts({ added, removed }: { added: number; removed: number }) {
  return (
    <>
      <span className="text-ok-ink">+{added}</span> <span className="text-err-ink">−{removed}</span>
    </>
  );
}

function HunkHeader({ children }: { children: string }): ReactNode {
  return children === "" ? null : <div className="fence-line pl-20 text-fg-3">{children}</div>;
}

function Line({ line: { sign, text, oldNo, newNo } }: { line: DiffLine }) {
  const [rendered] = renderVisible(text);
  return (
    <div className={clsx("-mx-2 grid grid-cols-[32px_32px_16px_minmax(0,1fr)] px-2", SIGNS[sign])}>
      <span className="select-none pr-2 text-right text-fg-3">{oldNo}</span>
      <span className="select-none pr-2 text-right text-fg-3">{newNo}</span>
      <span
        className={clsx(
          "select-none text-center",
          sign === "+" ? "text-ok-ink" : sign === "-" ? "text-err-ink" : "text-fg-3",
        )}
      >
        {sign === "-" ? "−" : sign}
      </span>
      {rendered ? <RenderedLine line={rendered} /> : <div className="fence-line" />}
    </div>
  );
}
