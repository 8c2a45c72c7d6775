"use client";
import { ChevronLeft, Radio } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { countOf, formatTime } from "@/components/ui/format";
import { GateBadge } from "@/components/ui/gate-badge";
import { ImportedText } from "@/components/ui/imported-text";
import { OutcomeBadge } from "@/components/ui/outcome-badge";
import type { Gate } from "@/lib/api/contract/governance";
import type { TrajectoryDetail } from "@/lib/domain/record/trajectory";

/** Which run this is, how it ended, and the way back and out. */
export function ReplayHeader({ run, gate, canJudge }: { run: TrajectoryDetail; gate: Gate | null; canJudge: boolean }) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-3 pl-2">
      <Link
        href={`/runs?project=${encodeURIComponent(run.projectSlug)}`}
        aria-label="Back to the runs"
        title="Back to the runs"
        className="flex size-7 shrink-0 items-center justify-center rounded-control hover:bg-hover"
      >
        <ChevronLeft size={16} aria-hidden />
      </Link>
      <h1 className="flex min-w-0 flex-col font-normal">
        <ImportedText className="text-micro text-fg-3">{run.name}</ImportedText>
        <ImportedText className="text-base">{run.task.title || run.name}</ImportedText>
      </h1>
      {run.live ? (
        <Badge
          tone="accent"
          icon={<Radio size={12} aria-hidden />}
          title={`Last step ${formatTime(run.live.lastSeenAt)}`}
        >
          <span role="status">
            Live, {countOf(run.stepCount, "step")}
            {run.live.pending > 0 ? `, ${run.live.pending} waiting behind a gap` : ""}
          </span>
        </Badge>
      ) : null}
      <span className="grow" />
      {run.outcome === "unknown" && run.exitStatus ? (
        <ImportedText className="text-small text-fg-3">{run.exitStatus}</ImportedText>
      ) : null}
      {gate ? <GateLink gate={gate} project={run.projectSlug} canJudge={canJudge} /> : null}
      <OutcomeBadge outcome={run.outcome} />
    </header>
  );
}

/** Whether the run may leave; for those who decide it, the way to where they do. */
function GateLink({ gate, project, canJudge }: { gate: Gate; project: string; canJudge: boolean }) {
  if (!canJudge) return <GateBadge state={gate.state} />;
  return (
    <Link
      href={`/governance?project=${encodeURIComponent(project)}`}
      className="no-underline"
      title={`${gate.open} open, ${gate.redactions} hidden`}
    >
      <GateBadge state={gate.state} />
    </Link>
  );
}
