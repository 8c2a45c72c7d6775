import Link from "next/link";
import { countOf, formatCount } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { OutcomeBadge } from "@/components/ui/outcome-badge";
import type { DatasetRun } from "@/lib/api/contract/datasets";
import { type Exclusion, EXCLUSION_WORDS } from "@/lib/domain/datasets/dataset-query";

type Props = { title: string; runs: readonly (DatasetRun & { reason?: Exclusion })[]; total: number };

/** Runs that are in, or stay out with the reason; the first of them where there are many. */
export function RunList({ title, runs, total }: Props) {
  if (total === 0) return null;
  return (
    <section aria-label={title} className="mt-3">
      <h2 className="flex items-baseline gap-2 pb-1">
        {title} <span className="text-small font-normal text-fg-3">{formatCount(total)}</span>
      </h2>
      <ul className="border-t border-line">
        {runs.map((run) => (
          <li key={run.trajectoryId} className="flex h-8 items-center gap-3 border-b border-line">
            <Link href={`/runs/${run.trajectoryId}`} className="flex min-w-0 grow items-baseline gap-2 no-underline">
              <ImportedText className="shrink-0 text-code">{run.name}</ImportedText>
              <ImportedText className="text-micro text-fg-3">{run.taskTitle}</ImportedText>
            </Link>
            {run.reason ? (
              <span className="shrink-0 text-small text-warn-ink">{EXCLUSION_WORDS[run.reason]}</span>
            ) : null}
            <span className="w-28 shrink-0">
              <OutcomeBadge outcome={run.outcome} isPlain />
            </span>
            <span className="w-20 shrink-0 text-right text-fg-2">{countOf(run.stepCount, "step")}</span>
            <span className="w-24 shrink-0 text-right text-fg-3">
              {run.reviews === 0 ? "no review" : countOf(run.reviews, "review")}
            </span>
          </li>
        ))}
      </ul>
      {total > runs.length ? (
        <p className="pt-1 text-small text-fg-3">and {formatCount(total - runs.length)} more</p>
      ) : null}
    </section>
  );
}
