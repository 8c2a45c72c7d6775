"use client";
import { useMemo } from "react";
import type { FieldText } from "@/lib/domain/record/body";
import type { FileView } from "@/lib/domain/text/file-view";
import { renderVisible } from "@/lib/domain/text/invisibles";
import { ClampedLines } from "./clamped-lines";
import { RenderedLine } from "./rendered-line";
import { useDecor } from "./text-decor";
import { Zone } from "./zone";

/** A file as the run showed it, its line numbers beside its lines. */
export function FileZone({
  view,
  ordinal,
  field,
  maxLines,
}: {
  view: FileView;
  ordinal: number;
  field: FieldText;
  maxLines: number;
}) {
  const decor = useDecor(ordinal, "observation", field);
  const lines = useMemo(
    () =>
      view.lines.map(({ no, start, end }) => {
        const [line] = renderVisible(field.text.slice(start, end), { rangeStart: start, standIns: field.standIns });
        return (
          <div key={start} className="grid grid-cols-[44px_minmax(0,1fr)]">
            <span className="select-none pr-3 text-right text-fg-3">{no}</span>
            {line ? <RenderedLine line={line} decor={decor} /> : <div className="fence-line" />}
          </div>
        );
      }),
    [view, field, decor],
  );
  const facts = view.totalLines === null ? undefined : `${view.totalLines} lines`;
  return (
    <Zone name="File" facts={facts} field="observation">
      <ClampedLines
        lines={lines}
        maxLines={maxLines}
        missingUnits={0}
        note={view.lines.length === 0 ? "no lines shown" : null}
      />
    </Zone>
  );
}
