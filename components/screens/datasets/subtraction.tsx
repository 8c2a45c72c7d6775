import { Fragment } from "react";
import { formatCount } from "@/components/ui/format";
import { type Exclusion, EXCLUSION_WORDS, EXCLUSIONS } from "@/lib/domain/datasets/dataset-query";

type Props = { matched: number; selected: number; excluded: Partial<Record<Exclusion, number>> };

/** What fits, less what stays out and why, is what is in: always the whole sum. */
export function Subtraction({ matched, selected, excluded }: Props) {
  const reasons = EXCLUSIONS.filter((reason) => (excluded[reason] ?? 0) > 0);
  return (
    <p role="status" aria-label="What is selected" className="flex flex-wrap items-start gap-x-4 gap-y-2 py-2">
      <Figure value={matched} words={matched === 1 ? "run fits" : "runs fit"} />
      {reasons.map((reason) => (
        <Fragment key={reason}>
          <Sign>−</Sign>
          <Figure value={excluded[reason] ?? 0} words={EXCLUSION_WORDS[reason]} />
        </Fragment>
      ))}
      <Sign>=</Sign>
      <span className="flex flex-col border-l-2 border-fg pl-3">
        <b className="text-title">{formatCount(selected)}</b>
        <span className="text-small text-fg-2">{selected === 1 ? "run in it" : "runs in it"}</span>
      </span>
    </p>
  );
}

function Figure({ value, words }: { value: number; words: string }) {
  return (
    <span className="flex flex-col">
      <b className="text-lead">{formatCount(value)}</b>
      <span className="text-small text-fg-2">{words}</span>
    </span>
  );
}

function Sign({ children }: { children: string }) {
  return <span className="pt-1 text-fg-3">{children}</span>;
}
