import type { ReactNode } from "react";
import { formatCompact, formatCost, formatCount, formatDuration } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { TrajectoryDetail } from "@/lib/domain/record/trajectory";

/** The run in figures; what the run does not say is not shown. */
export function KpiStrip({ run, labelled }: { run: TrajectoryDetail; labelled: number }) {
  const hidden = run.verification.findLast(({ kind }) => kind === "hidden_tests");
  const tokens = run.tokensIn === null && run.tokensOut === null ? null : (run.tokensIn ?? 0) + (run.tokensOut ?? 0);
  return (
    <div className="flex h-9 shrink-0 items-center gap-4 overflow-hidden border-b border-line px-3 text-small">
      {run.agent ? (
        <Figure name="Agent">
          <ImportedText className="max-w-40">{run.agent}</ImportedText>
        </Figure>
      ) : null}
      {run.model ? (
        <Figure name="Model">
          <ImportedText className="max-w-44">{run.model}</ImportedText>
        </Figure>
      ) : null}
      <Figure name="Steps">{formatCount(run.stepCount)}</Figure>
      <Figure name="Errors" isBad={run.errorCount > 0}>
        {formatCount(run.errorCount)}
      </Figure>
      {hidden?.passed !== null && hidden?.passed !== undefined ? (
        <Figure name="Hidden tests" isBad={(hidden.failed ?? 0) > 0}>
          {`${hidden.passed}/${hidden.passed + (hidden.failed ?? 0)}`}
        </Figure>
      ) : null}
      {tokens === null ? null : <Figure name="Tokens">{formatCompact(tokens)}</Figure>}
      {run.costUsd === null ? null : <Figure name="Cost">{formatCost(run.costUsd)}</Figure>}
      {run.durationMs === null ? null : <Figure name="In commands">{formatDuration(run.durationMs)}</Figure>}
      <span className="grow" />
      <span className="flex items-center gap-2 whitespace-nowrap">
        <span className="text-fg-3">Labelled</span>
        <b>
          {formatCount(labelled)}/{formatCount(run.stepCount)}
        </b>
        <ProgressBar value={run.stepCount === 0 ? 0 : labelled / run.stepCount} label="Steps with a phase" />
      </span>
    </div>
  );
}

function Figure({ name, isBad = false, children }: { name: string; isBad?: boolean; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1 whitespace-nowrap">
      <span className="text-fg-3">{name}</span>
      <b className={isBad ? "text-err-ink" : undefined}>{children}</b>
    </span>
  );
}
