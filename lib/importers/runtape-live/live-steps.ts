import { classifyCommand } from "../../domain/record/step-kind.ts";
import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { LiveGap, LiveStep } from "../../domain/record/live.ts";
import type { Lane } from "../../domain/record/run.ts";
import type { ParsedStep, SourcePointer } from "../../domain/record/step.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { inferError } from "../../domain/text/error-signs.ts";

/** Everything the next step of a live run depends on; plain data, so that it can be kept between two requests. */
export type LiveCursor = {
  stepCount: number;
  actionCount: number;
  errorCount: number;
  turn: number;
  callOrdinal: number;
  lanes: Lane[];
  /** How many ordinals behind its seq the next step stands: gaps are one row each, whatever they miss. */
  shift: { fromSeq: number; by: number }[];
  tokensIn: number | null;
  tokensOut: number | null;
  costUsd: number | null;
};

export function emptyCursor(): LiveCursor {
  const none = { tokensIn: null, tokensOut: null, costUsd: null };
  return {
    stepCount: 0,
    actionCount: 0,
    errorCount: 0,
    turn: -1,
    callOrdinal: 0,
    lanes: [{ name: "main", role: "main" }],
    shift: [],
    ...none,
  };
}

/** The next step of the tape out of a step as it was sent; moves the cursor. */
export function nextStep(cursor: LiveCursor, sent: LiveStep, sourcePointer: SourcePointer): ParsedStep {
  const lane = laneOf(cursor, sent);
  const isParallel = sent.isSameTurn && cursor.stepCount > 0;
  cursor.callOrdinal = isParallel ? cursor.callOrdinal + 1 : 0;
  if (!isParallel) cursor.turn += 1;
  const step = { ...whole(cursor, sent), lane, sourceIndex: sent.seq, sourcePointer };
  cursor.stepCount += 1;
  if (step.isAction) cursor.actionCount += 1;
  if (step.isError) cursor.errorCount += 1;
  cursor.tokensIn = add(cursor.tokensIn, step.tokensIn);
  cursor.tokensOut = add(cursor.tokensOut, step.tokensOut);
  cursor.costUsd = add(cursor.costUsd, step.costUsd);
  return step;
}

/** A row that says which steps never came; what follows it stands behind it. */
export function gapStep(cursor: LiveCursor, { from, to }: LiveGap, sourcePointer: SourcePointer): ParsedStep {
  const which = from === to ? `Step ${from + 1} was` : `Steps ${from + 1} to ${to + 1} were`;
  const message = `${which} never received. What follows was.`;
  cursor.turn += 1;
  cursor.callOrdinal = 0;
  const step: ParsedStep = {
    ...bare(cursor),
    kind: "other",
    role: "system",
    target: message,
    text: { thought: null, action: null, observation: null, message },
    sourceIndex: from,
    sourcePointer,
  };
  cursor.stepCount += 1;
  cursor.shift.push({ fromSeq: to + 1, by: to + 1 - cursor.stepCount });
  return step;
}

/** A line that is none of a live run's, shown as its own source. */
export function unknownStep(
  cursor: LiveCursor,
  source: string,
  index: number,
  sourcePointer: SourcePointer,
): ParsedStep {
  cursor.turn += 1;
  cursor.callOrdinal = 0;
  const step = {
    ...bare(cursor),
    kind: "other" as const,
    role: "environment" as const,
    target: oneLine(source),
    text: { thought: null, action: null, observation: null, message: source },
    sourceIndex: index,
    sourcePointer,
  };
  cursor.stepCount += 1;
  return step;
}

function whole(cursor: LiveCursor, sent: LiveStep): Omit<ParsedStep, "lane" | "sourceIndex" | "sourcePointer"> {
  const { thought = null, observation = null, message = null, action, exitCode = null } = sent;
  const said = sent.isError ?? (exitCode === null ? null : exitCode !== 0);
  const what = action
    ? classifyCommand(action.input, action.name)
    : {
        kind: message === null && thought === null ? ("other" as const) : ("message" as const),
        actionType: null,
        target: oneLine(message ?? thought ?? observation ?? ""),
      };
  return {
    ...bare(cursor),
    kind: what.kind,
    role: sent.role,
    isAction: action !== undefined,
    actionType: action ? (what.actionType ?? action.name) : null,
    target: what.target,
    text: { thought, action: action?.input ?? null, observation, message },
    isError: said ?? (observation === null ? false : inferError(observation).isError),
    isErrorInferred: said === null,
    exitCode,
    durationMs: sent.durationMs ?? null,
    tokensIn: sent.tokensIn ?? null,
    tokensOut: sent.tokensOut ?? null,
    costUsd: sent.costUsd ?? null,
    startedAt: sent.startedAt ? isoTime(sent.startedAt) : null,
    parentOrdinal: parentOf(cursor, sent.parentSeq ?? null),
  };
}

function bare({ stepCount, turn, callOrdinal }: LiveCursor) {
  return {
    ordinal: stepCount,
    turn,
    callOrdinal,
    lane: 0,
    parentOrdinal: null,
    isAction: false,
    actionType: null,
    isError: false,
    isErrorInferred: true,
    exitCode: null,
    durationMs: null,
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    startedAt: null,
  };
}

function laneOf(cursor: LiveCursor, { lane, laneRole }: LiveStep): number {
  const known = cursor.lanes.findIndex(({ name }) => name === lane);
  if (known >= 0) return known;
  cursor.lanes.push({ name: lane, role: laneRole ?? "other" });
  return cursor.lanes.length - 1;
}

/** The ordinal of an earlier step; null for one that is not before this one. */
function parentOf(cursor: LiveCursor, seq: number | null): number | null {
  if (seq === null) return null;
  const by = cursor.shift.findLast(({ fromSeq }) => seq >= fromSeq)?.by ?? 0;
  const ordinal = seq - by;
  return ordinal >= 0 && ordinal < cursor.stepCount ? ordinal : null;
}

function add(sum: number | null, more: number | null): number | null {
  return more === null ? sum : (sum ?? 0) + more;
}
