"use client";
import { clsx } from "clsx";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { StepZones } from "@/components/trajectory/step-zones";
import { Badge } from "@/components/ui/badge";
import { countOf, formatCompact } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { kindWord, StepKindIcon } from "@/components/ui/step-kind-icon";
import { EmptyState } from "@/components/ui/states";
import type { MappingPreview, PreviewStep } from "@/lib/api/contract/mappings";

/** Nothing of a preview is asked for later: its fields come as they are shown. */
const NOWHERE = { trajectoryId: "", revisionId: "" };
const LINES = 6;

/** The first steps as the tape will draw them, with what could not be read. */
export function PreviewColumn({ preview, isOld }: { preview: MappingPreview; isOld: boolean }) {
  const { run, steps, problems } = preview;
  return (
    <div role="group" aria-label="What comes out" tabIndex={0} aria-busy={isOld} className="min-h-0 grow overflow-auto">
      {problems.length > 0 ? <Problems problems={problems} /> : null}
      {run ? (
        <>
          <Facts run={run} />
          <ol aria-label="First steps">
            {steps.map((step) => (
              <li key={step.ordinal}>
                <Step step={step} lane={run.lanes.length > 1 ? (run.lanes[step.lane] ?? null) : null} />
              </li>
            ))}
          </ol>
          <p className="px-3 py-2 text-small text-fg-3">{sumOf(preview)}</p>
        </>
      ) : (
        <EmptyState title="No run comes out yet">
          {problems.length > 0
            ? "The problems above say why."
            : "Choose where the runs and the steps are, and what a step says."}
        </EmptyState>
      )}
    </div>
  );
}

function sumOf({ runCount, stepCount, steps, isPart, failedRecords }: MappingPreview): string {
  const found = `${countOf(runCount, "run")} with ${countOf(stepCount, "step")}`;
  const held = failedRecords > 0 ? `, ${countOf(failedRecords, "record")} held back` : "";
  const where = isPart ? "in the beginning of the file, which goes on" : "in the file";
  return `${countOf(steps.length, "step")} shown. ${found}${held} ${where}.`;
}

function Problems({ problems }: Pick<MappingPreview, "problems">) {
  return (
    <ul aria-label="Problems" className="border-b border-line">
      {problems.map(({ code, message, severity }, at) => (
        <li
          key={`${code}-${at}`}
          className={clsx("flex gap-2 px-3 py-1.5 text-small", severity === "note" ? "bg-warn-soft" : "bg-err-soft")}
        >
          <CircleAlert
            size={14}
            aria-hidden
            className={clsx("mt-px shrink-0", severity === "note" ? "text-warn-ink" : "text-err-ink")}
          />
          <span className="min-w-0">
            {message} <code className="font-mono text-fg-2">{code}</code>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Facts({ run }: { run: NonNullable<MappingPreview["run"]> }) {
  const facts = [
    ["Task", run.title],
    ["Run id", run.runId],
    ["Agent", run.agent],
    ["Model", run.model],
    ["Outcome", run.outcome],
  ] as const;
  return (
    <dl className="grid grid-cols-[72px_minmax(0,1fr)] gap-x-3 border-b border-line px-3 py-2">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name} className="contents">
            <dt className="text-small text-fg-2">{name}</dt>
            <dd className="flex min-w-0">
              <ImportedText className="text-code">{value}</ImportedText>
            </dd>
          </div>
        ),
      )}
      {run.unknownRecords > 0 ? (
        <div className="contents">
          <dt className="text-small text-fg-2">Unknown</dt>
          <dd className="text-warn-ink">{countOf(run.unknownRecords, "row")} kept as generic steps</dd>
        </div>
      ) : null}
    </dl>
  );
}

const ROLE_WORDS: Record<PreviewStep["role"], string> = {
  agent: "agent",
  user: "user",
  system: "system",
  environment: "environment",
  tool: "tool",
};

function Step({ step, lane }: { step: PreviewStep; lane: string | null }) {
  const { ordinal, kind, target, isError, isErrorInferred, tokens, body, role, startedAt } = step;
  const facts = { lane: 0, exitCode: null, durationMs: null, tokens, costUsd: null, size: 0 };
  return (
    <article aria-label={`Step ${ordinal + 1}`} className="border-b border-line px-3 pb-3">
      <header className="flex h-9 items-center gap-2">
        <span className="w-6 text-right font-semibold">{ordinal + 1}</span>
        <StepKindIcon kind={kind} />
        <span className="font-semibold">{kindWord(kind)}</span>
        <ImportedText className="text-code text-fg-2">{target}</ImportedText>
        <span className="grow" />
        {lane === null ? null : <ImportedText className="max-w-32 text-micro text-fg-3">{lane}</ImportedText>}
        {isError ? (
          <Badge
            tone="err"
            icon={<TriangleAlert size={12} aria-hidden />}
            title={isErrorInferred ? "Read out of the output, not stated by the run" : "Stated by the run"}
          >
            error
          </Badge>
        ) : null}
        <span className="whitespace-nowrap text-micro text-fg-3">
          {[ROLE_WORDS[role], startedAt?.slice(11, 19), tokens === null ? null : `${formatCompact(tokens)} tok`]
            .filter((fact) => fact)
            .join(" · ")}
        </span>
      </header>
      <StepZones
        step={{ ordinal, kind, target, isError, isErrorInferred, ...facts }}
        body={body}
        run={NOWHERE}
        maxLines={LINES}
      />
    </article>
  );
}
