import { classifyCommand } from "../../domain/record/step-kind.ts";
import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { ParsedStep, SourcePointer } from "../../domain/record/step.ts";
import { inferError } from "../../domain/text/error-signs.ts";

/** Where a step comes from and where it goes. */
export type StepPlace = { ordinal: number; sourceIndex: number; lane: number; sourcePointer: SourcePointer };

/** The words of one turn as the source has them; null where it has none. */
export type TurnText = {
  thought: string | null;
  action: string | null;
  observation: string | null;
  message: string | null;
};

/**
 * One turn of the agent as a step. SWE-agent runs one command a turn and states no errors, times of day or tokens per
 * step: errors are read out of the observation and marked as inferred, the rest stays null.
 */
export function turnStep(text: TurnText, durationMs: number | null, place: StepPlace): ParsedStep {
  const words = text.thought ?? text.message ?? text.observation ?? "";
  const { kind, actionType, target } =
    text.action === null
      ? { kind: "message" as const, actionType: null, target: oneLine(words) }
      : classifyCommand(text.action);
  return {
    ...blankStep(place),
    kind,
    role: "agent",
    isAction: text.action !== null,
    actionType,
    target,
    text,
    isError: inferError(text.observation ?? "").isError,
    isErrorInferred: true,
    durationMs,
  };
}

/** A row no rule knows: kept as a step that shows its own source, and counted by the caller. */
export function genericStep(source: string, place: StepPlace): ParsedStep {
  return {
    ...blankStep(place),
    kind: "other",
    role: "environment",
    isAction: false,
    actionType: null,
    target: oneLine(source),
    text: { thought: null, action: null, observation: null, message: source },
    isError: false,
    isErrorInferred: true,
    durationMs: null,
  };
}

/** An empty string of the source says the same as a missing one. */
export function textOrNull(text: string | null | undefined): string | null {
  return text === undefined || text === "" ? null : text;
}

function blankStep(place: StepPlace) {
  return {
    ...place,
    turn: place.ordinal,
    callOrdinal: 0,
    parentOrdinal: null,
    exitCode: null,
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    startedAt: null,
  };
}
