"use client";
import { useMutation } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Eye } from "lucide-react";
import { Button } from "@/components/ui/button";
import { countOf, formatDate, formatTime } from "@/components/ui/format";
import { KeyCap } from "@/components/ui/key-cap";
import { call } from "@/lib/api/call";
import { revealValue, type ValueCluster } from "@/lib/api/contract/governance";
import { isHarmless, KIND_FACTS, type Verdict, VERDICTS } from "@/lib/domain/governance/finding";
import { VERDICT_WORDS } from "@/lib/domain/governance/finding-words";

type Props = {
  project: string;
  cluster: ValueCluster;
  canJudge: boolean;
  isSaving: boolean;
  error: string | null;
  onJudge: (verdict: Verdict) => void;
};

/** What a lead says of a value, and what that does. */
export function VerdictPanel({ project, cluster, canJudge, isSaving, error, onJudge }: Props) {
  return (
    <aside aria-label="Verdict" className="min-h-0 overflow-auto border-l border-line bg-bg">
      <div className="flex h-9 items-center gap-2 border-b border-line px-3">
        <h2>Verdict</h2>
        <span className="grow text-small text-fg-3">for all {countOf(cluster.places, "place")}</span>
        <span role="status" className="text-small text-fg-3">
          {isSaving ? "Saving" : cluster.judgedAt ? `Saved ${formatTime(cluster.judgedAt)}` : ""}
        </span>
      </div>
      <div role="radiogroup" aria-label="Verdict" className="flex flex-col gap-1 p-3">
        {VERDICTS.map((verdict, at) => (
          <button
            key={verdict}
            type="button"
            role="radio"
            aria-checked={cluster.status === verdict}
            disabled={!canJudge}
            onClick={() => onJudge(verdict)}
            className={clsx(
              "flex min-h-10 items-center gap-3 rounded-control border px-2 py-1 text-left",
              cluster.status === verdict
                ? "border-accent-ink bg-selected"
                : "border-line bg-raised enabled:hover:bg-hover",
            )}
          >
            <KeyCap>{String(at + 1)}</KeyCap>
            <span className="flex flex-col">
              <span className="font-semibold">{VERDICT_WORDS[verdict].name}</span>
              <span className="text-small text-fg-2">{VERDICT_WORDS[verdict].meaning}</span>
            </span>
          </button>
        ))}
        {canJudge ? null : <p className="text-small text-fg-2">A lead or an admin of the project gives verdicts.</p>}
        {error ? (
          <p role="alert" className="text-small text-err-ink">
            {error}
          </p>
        ) : null}
      </div>
      <Effect cluster={cluster} />
      {canJudge && KIND_FACTS[cluster.kind].isMasked ? <Reveal project={project} cluster={cluster} /> : null}
    </aside>
  );
}

function Effect({ cluster: { kind, status, judgedAt, reason } }: { cluster: ValueCluster }) {
  const { isMasked } = KIND_FACTS[kind];
  const words = isHarmless(status)
    ? "Shown and exported as it is."
    : isMasked
      ? "Hidden from everyone here; in exports a placeholder stands for it. Raw bytes stay under their hash, anchors stay valid."
      : status === "open"
        ? "Keeps its runs in until somebody has looked at it."
        : "Keeps its runs in: no redaction takes this away.";
  return (
    <div className="border-t border-line p-3">
      <h3>What that does</h3>
      <p className="text-small text-fg-2">{words}</p>
      {judgedAt ? <p className="pt-1 text-small text-fg-3">Judged on {formatDate(judgedAt)}.</p> : null}
      {reason ? <p className="pt-1 text-small">{reason}</p> : null}
    </div>
  );
}

/** One look at the value; it is in the audit log before it is on the screen. */
function Reveal({ project, cluster }: { project: string; cluster: ValueCluster }) {
  const look = useMutation({
    mutationFn: () => call(revealValue, { project, valueKey: cluster.valueKey }),
    gcTime: 0,
  });
  return (
    <div className="border-t border-line p-3">
      <h3>The value itself</h3>
      {look.data ? (
        <div className="fence mt-1">
          <div className="fence-zone">
            <div className="fence-line">{`${look.data.text}${look.data.isCut ? "…" : ""}`}</div>
          </div>
        </div>
      ) : (
        <p className="pb-2 text-small text-fg-2">Every look is written to the audit log with your name.</p>
      )}
      {look.isError ? (
        <p role="alert" className="pb-2 text-small text-err-ink">
          {look.error.message}
        </p>
      ) : null}
      <Button
        className="mt-1"
        icon={<Eye size={14} aria-hidden />}
        disabled={look.isPending}
        onClick={() => (look.data ? look.reset() : look.mutate())}
      >
        {look.data ? "Hide it again" : "Show the value"}
      </Button>
    </div>
  );
}
