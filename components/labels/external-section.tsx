"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { countOf } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { SeverityMark } from "@/components/ui/severity-mark";
import type { ExternalMark, ExternalReview } from "@/lib/api/contract/annotations";

type Props = { reviews: readonly ExternalReview[]; ordinal: number; onGoTo: (ordinal: number) => void };

/** What others said elsewhere of this step and of the run, each in the words of their own taxonomy. Read only. */
export function ExternalSection({ reviews, ordinal, onGoTo }: Props) {
  const [isWhole, setIsWhole] = useState(false);
  const count = reviews.reduce((sum, { marks }) => sum + marks.length, 0);
  if (count === 0) return null;
  const shown = reviews.flatMap((review) =>
    review.marks.filter((mark) => isWhole || touches(mark, ordinal)).map((mark) => ({ review, mark })),
  );
  return (
    <section aria-label="Labels from elsewhere" className="border-b border-line px-3 py-2">
      <div className="flex min-h-6 items-center gap-2">
        <h3 className="text-small font-semibold">From elsewhere</h3>
        <span className="text-small text-fg-3">{countOf(count, "label")}</span>
        <span className="grow" />
        <Button size="small" variant="quiet" aria-pressed={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? "Only this step" : "Whole run"}
        </Button>
      </div>
      {shown.length === 0 ? <p className="text-small text-fg-3">None at this step.</p> : null}
      <ul className="flex flex-col gap-1.5">
        {shown.map(({ review, mark }) => (
          <ExternalRow key={`${review.author} ${mark.key}`} review={review} mark={mark} onGoTo={onGoTo} />
        ))}
      </ul>
    </section>
  );
}

function ExternalRow({
  review,
  mark,
  onGoTo,
}: {
  review: ExternalReview;
  mark: ExternalMark;
  onGoTo: (ordinal: number) => void;
}) {
  const { value } = mark;
  const step = stepOf(mark);
  const said = mark.label ?? (value.type === "score" ? String(value.score) : value.type === "text" ? value.text : "");
  const alike = mark.mapsTo.runtape ?? [];
  return (
    <li className="rounded-control border border-line bg-raised px-2 py-1">
      <div className="flex min-h-6 flex-wrap items-center gap-x-2">
        <span className="text-small text-fg-3">{mark.dimension}</span>
        <ImportedText className="min-w-0 font-semibold" {...(mark.definition ? { title: mark.definition } : {})}>
          {said}
        </ImportedText>
        {value.type === "failure" && value.severity ? <SeverityMark severity={value.severity} /> : null}
        {value.type === "failure" && value.decisiveOrdinal !== null ? (
          <span className="text-small text-err-ink">decisive</span>
        ) : null}
        <span className="grow" />
        {step === null ? (
          <span className="text-small text-fg-3">the run</span>
        ) : (
          <button type="button" className="text-small text-accent-ink" onClick={() => onGoTo(step)}>
            step {step + 1}
          </button>
        )}
      </div>
      {mark.reason ? (
        <bdi className="block text-small break-words whitespace-pre-wrap text-fg-2">{mark.reason}</bdi>
      ) : null}
      <p className="text-micro text-fg-3">
        <ImportedText>{review.author}</ImportedText>, {review.taxonomy.id} {review.taxonomy.semver}
        {alike.length > 0 ? `; here: ${alike.join(", ").replaceAll("_", " ")}` : ""}
      </p>
    </li>
  );
}

function stepOf({ anchor }: ExternalMark): number | null {
  if (anchor.target === "step" || anchor.target === "text") return anchor.ordinal;
  return anchor.target === "range" ? anchor.from : null;
}

function touches({ anchor }: ExternalMark, ordinal: number): boolean {
  if (anchor.target === "range") return anchor.from <= ordinal && ordinal <= anchor.to;
  return (
    anchor.target === "trajectory" ||
    ((anchor.target === "step" || anchor.target === "text") && anchor.ordinal === ordinal)
  );
}
