"use client";
import { useMemo } from "react";
import { formatCompact } from "@/components/ui/format";
import type { FieldText } from "@/lib/domain/record/body";
import { renderAnsi } from "@/lib/domain/text/ansi";
import { renderVisible } from "@/lib/domain/text/invisibles";
import { ClampedLines } from "./clamped-lines";
import { RenderedLine } from "./rendered-line";
import { useDecor } from "./text-decor";
import { type FieldPlace, useField } from "./use-field";
import { Zone } from "./zone";

type Props = {
  name: string;
  place: FieldPlace;
  head: FieldText;
  maxLines: number;
  /** Colours of a terminal; elsewhere every control is shown. */
  isTerminal?: boolean;
  isProse?: boolean;
  facts?: string | undefined;
};

/** A field of a step as safe text, clamped, with its true size and a way to all of it. */
export function TextZone({ name, place, head, maxLines, isTerminal = false, isProse = false, facts }: Props) {
  const { field, loadRest, isLoading, error } = useField(place, head);
  const lines = useMemo(
    () => (isTerminal ? renderAnsi : renderVisible)(field.text, { standIns: field.standIns }),
    [field, isTerminal],
  );
  const decor = useDecor(place.ordinal, place.field, field);
  const shown = lines.map((line) => <RenderedLine key={line.start} line={line} decor={decor} />);
  return (
    <Zone
      name={name}
      field={place.field}
      facts={facts ?? (field.length > 200 ? `${formatCompact(field.length)} ch` : undefined)}
    >
      <div className={isProse ? "text-prose" : undefined}>
        {field.length === 0 ? <span className="font-sans text-small text-fg-3">(empty)</span> : null}
        <ClampedLines
          lines={shown}
          maxLines={maxLines}
          missingUnits={field.length - field.text.length}
          onExpand={loadRest}
          note={
            error ? (
              <span role="alert" className="text-err-ink">
                {error.message}
              </span>
            ) : isLoading ? (
              "loading the rest"
            ) : null
          }
        />
      </div>
    </Zone>
  );
}
