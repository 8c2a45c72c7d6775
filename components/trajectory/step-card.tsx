"use client";
import { clsx } from "clsx";
import { CircleCheck, CircleX, Link2, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { Badge } from "@/components/ui/badge";
import { formatCompact, formatCost, formatDuration } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { PhaseTile } from "@/components/ui/phase-tile";
import { kindWord, StepKindIcon } from "@/components/ui/step-kind-icon";
import type { LinkedRun } from "@/lib/domain/record/run-link";
import type { StepText } from "@/lib/domain/record/body";
import { parseTestSummary } from "@/lib/domain/text/test-summary";
import type { OutlineStep } from "./outline";
import { OpenedRuns } from "./run-links";
import { StepZones } from "./step-zones";

type Props = {
  step: OutlineStep;
  body: StepText | null;
  run: { trajectoryId: string; revisionId: string };
  phaseId: string | null;
  isCurrent: boolean;
  laneName: string | null;
  maxLines: number;
  /** Runs that the step opened. */
  opened: readonly LinkedRun[] | undefined;
  onCopyLink: (ordinal: number) => void;
};

/** One step: its facts in a line, its text in the fence. The current one stands out by surface and edge. */
export const StepCard = memo(function StepCard({
  step,
  body,
  run,
  phaseId,
  isCurrent,
  laneName,
  maxLines,
  opened,
  onCopyLink,
}: Props) {
  return (
    <div
      className={clsx(
        "border-b border-line px-3 pb-3",
        isCurrent ? "bg-raised shadow-[inset_3px_0_0_var(--rt-accent-ink)]" : "is-neighbour",
      )}
    >
      <header className="flex h-9 items-center gap-2">
        <span className={clsx("w-6 text-right font-semibold", !isCurrent && "text-fg-dim")}>{step.ordinal + 1}</span>
        <PhaseTile phaseId={phaseId} />
        <StepKindIcon kind={step.kind} />
        <span className={clsx("font-semibold", !isCurrent && "text-fg-dim")}>{kindWord(step.kind)}</span>
        <ImportedText className={clsx("text-code", !isCurrent && "text-fg-dim")}>{step.target}</ImportedText>
        <span className="grow" />
        {laneName ? <ImportedText className="max-w-32 text-micro text-fg-3">{laneName}</ImportedText> : null}
        {step.kind === "test" && body?.observation ? <TestBadge output={body.observation.text} /> : null}
        {step.isError ? (
          <Badge
            tone="err"
            icon={<TriangleAlert size={12} aria-hidden />}
            title={step.isErrorInferred ? "Read out of the output, not stated by the run" : "Stated by the run"}
          >
            error
          </Badge>
        ) : null}
        <span className="whitespace-nowrap text-micro text-fg-3">{factsOf(step)}</span>
        <button
          type="button"
          aria-label={`Copy link to step ${step.ordinal + 1}`}
          tabIndex={isCurrent ? 0 : -1}
          onClick={() => onCopyLink(step.ordinal)}
          className="flex size-6 items-center justify-center rounded-control text-fg-3 hover:bg-hover"
        >
          <Link2 size={14} aria-hidden />
        </button>
      </header>
      {opened ? <OpenedRuns runs={opened} /> : null}
      {body ? (
        <StepZones step={step} body={body} run={run} maxLines={maxLines} />
      ) : (
        <div className="ml-[68px] h-16 bg-hover" aria-hidden />
      )}
    </div>
  );
});

function TestBadge({ output }: { output: string }) {
  const summary = parseTestSummary(output);
  if (!summary) return null;
  const isGreen = summary.failed === 0;
  return (
    <Badge
      tone={isGreen ? "ok" : "err"}
      icon={isGreen ? <CircleCheck size={12} aria-hidden /> : <CircleX size={12} aria-hidden />}
    >
      {isGreen ? `${summary.passed} passed` : `${summary.failed} failed, ${summary.passed} passed`}
    </Badge>
  );
}

function factsOf({ tokens, durationMs, costUsd }: OutlineStep): string {
  const facts = [
    tokens === null ? null : `${formatCompact(tokens)} tok`,
    durationMs === null ? null : formatDuration(durationMs),
    costUsd === null ? null : formatCost(costUsd),
  ];
  return facts.filter((fact) => fact !== null).join(" · ");
}
