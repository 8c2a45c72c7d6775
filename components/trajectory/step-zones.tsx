"use client";
import { useMemo, useState } from "react";
import type { StepText } from "@/lib/domain/record/body";
import type { StepField } from "@/lib/domain/record/step";
import { deriveEditDiff } from "@/lib/domain/text/edit-diff";
import { parseFileView } from "@/lib/domain/text/file-view";
import { DiffZone } from "./diff-zone";
import { FileZone } from "./file-zone";
import type { OutlineStep } from "./outline";
import { TextZone } from "./text-zone";
import type { FieldPlace } from "./use-field";

type Props = { step: OutlineStep; body: StepText; run: { trajectoryId: string; revisionId: string }; maxLines: number };

const ACTION_NAMES: Partial<Record<OutlineStep["kind"], string>> = {
  read: "Read",
  edit: "Edit",
  search: "Search",
  message: "Message",
  subagent: "Call",
};

/** What a step says, zone by zone, each kind in its own form. */
export function StepZones({ step, body, run, maxLines }: Props) {
  const [isRaw, setIsRaw] = useState(false);
  const place = (field: StepField): FieldPlace => ({ ...run, ordinal: step.ordinal, field });
  const { thought, action, observation, message } = body;
  const diff = useMemo(
    () =>
      step.kind === "edit" && action && !isRaw && action.masks.length === 0
        ? deriveEditDiff(action.text, observation?.text ?? "")
        : null,
    [step.kind, action, observation, isRaw],
  );
  const view = useMemo(
    () =>
      observation && step.kind !== "shell" && observation.text.length === observation.length
        ? parseFileView(observation.text)
        : null,
    [observation, step.kind],
  );
  const exit = step.exitCode === null ? undefined : `exit ${step.exitCode}`;
  return (
    <div className="grid grid-cols-[60px_minmax(0,1fr)] wide:grid-cols-[68px_minmax(0,1fr)]">
      {thought ? <TextZone name="Thought" place={place("thought")} head={thought} maxLines={maxLines} isProse /> : null}
      {message ? <TextZone name="Message" place={place("message")} head={message} maxLines={maxLines} isProse /> : null}
      {diff ? <DiffZone diff={diff} maxLines={maxLines} onShowRaw={() => setIsRaw(true)} /> : null}
      {action && !diff ? (
        <TextZone
          name={ACTION_NAMES[step.kind] ?? "Command"}
          place={place("action")}
          head={action}
          maxLines={maxLines}
        />
      ) : null}
      {view && observation ? (
        <FileZone view={view} ordinal={step.ordinal} field={observation} maxLines={maxLines} />
      ) : null}
      {observation && !view ? (
        <TextZone
          name="Output"
          place={place("observation")}
          head={observation}
          maxLines={maxLines}
          isTerminal
          facts={exit}
        />
      ) : null}
    </div>
  );
}
