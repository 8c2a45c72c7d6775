import type { Tx } from "../../db/client.ts";
import type { Step } from "../../db/generated/client.ts";
import type { FieldText, StepText } from "../../domain/record/body.ts";
import { type StepField, StepKind, StepRole } from "../../domain/record/step.ts";
import { AppError } from "../../domain/errors.ts";
import { restore } from "../../domain/text/stand-ins.ts";
import type { ExportStep, ExportText } from "../../exporters/record.ts";
import type { Context } from "../context.ts";
import { type Redaction, redactPieces } from "../../domain/governance/redaction.ts";
import type { HiddenText, TextReader } from "../text/hidden-text.ts";
import { MAX_RANGE_UNITS, readFieldRange, readStepTexts } from "../text/read-step-text.ts";
import { SPILL_BYTES } from "../text/store-text.ts";
import type { TextRef } from "../text/text-ref.ts";

/** Steps read at once; with fields of at most SPILL_BYTES each that bounds what is in memory. */
const PAGE_STEPS = 32;

const READER: TextReader = { kind: "export" };

/** What stands for the parts of a step that are cut from hidden text. */
const REDACTED = "[redacted]";

/**
 * All steps of a revision, in order, each with its whole text and placeholders where something is hidden; a spilled
 * field is read part by part.
 */
export async function* readSteps(
  ctx: Context,
  db: Tx,
  ref: TextRef,
  stepCount: number,
  hidden: HiddenText,
): AsyncGenerator<ExportStep> {
  const hiddenSteps = hidden.ordinals();
  for (let from = 0; from < stepCount; from += PAGE_STEPS) {
    const to = Math.min(from + PAGE_STEPS, stepCount);
    const rows = await db.step.findMany({
      where: { ...ref, ordinal: { gte: from, lt: to } },
      orderBy: { ordinal: "asc" },
    });
    // No field that lies in its row is longer than this, so all but spilled ones come whole.
    const texts = await readStepTexts(ctx, ref, { from, to }, { clampUnits: SPILL_BYTES, reader: READER, db });
    if (rows.length !== to - from || texts.length !== to - from)
      throw new AppError("unavailable", `Steps ${from + 1} to ${to} of a run are not all stored. Run doctor.`);
    for (const [at, row] of rows.entries()) {
      const step = toStep(ctx, db, ref, row, texts[at], hidden);
      yield hiddenSteps.has(row.ordinal) ? withoutTraces(step, hidden) : step;
    }
  }
}

/** The facts that are made from a step's text may hold, or let one guess, what is hidden in it. */
function withoutTraces(step: ExportStep, hidden: HiddenText): ExportStep {
  const [first] = hidden.in(step.ordinal, "action");
  const isTypeHidden = first !== undefined && first.start < (step.actionType?.length ?? 0);
  const target = hidden.isTargetHidden(step.ordinal, step.isAction) ? REDACTED : step.target;
  return { ...step, target, contentSha256: "", actionType: isTypeHidden ? null : step.actionType };
}

function toStep(
  ctx: Context,
  db: Tx,
  ref: TextRef,
  row: Step,
  text: StepText | undefined,
  hidden: HiddenText,
): ExportStep {
  const whole = (field: StepField) =>
    wholeText(ctx, db, ref, row.ordinal, field, text?.[field] ?? null, hidden.in(row.ordinal, field));
  return {
    ordinal: row.ordinal,
    turn: row.turn,
    callOrdinal: row.callOrdinal,
    lane: row.lane,
    parentOrdinal: row.parentOrdinal,
    kind: StepKind.parse(row.kind),
    role: StepRole.parse(row.role),
    isAction: row.isAction,
    actionType: row.actionType,
    target: row.target,
    isError: row.isError,
    isErrorInferred: row.isErrorInferred,
    exitCode: row.exitCode,
    durationMs: row.durationMs,
    tokensIn: row.tokensIn,
    tokensOut: row.tokensOut,
    costUsd: row.costUsd,
    startedAt: row.startedAt?.toISOString() ?? null,
    sourceIndex: row.sourceIndex,
    sourcePointer: {
      path: row.sourcePath,
      byteStart: Number(row.sourceByteStart),
      byteEnd: Number(row.sourceByteEnd),
    },
    contentSha256: row.contentSha256,
    text: {
      thought: whole("thought"),
      action: whole("action"),
      observation: whole("observation"),
      message: whole("message"),
    },
  };
}

/** The field as the run wrote it, stand-ins as what they stand for, hidden ranges as their placeholders. */
function wholeText(
  ctx: Context,
  db: Tx,
  ref: TextRef,
  ordinal: number,
  field: StepField,
  head: FieldText | null,
  redactions: readonly Redaction[],
): ExportText | null {
  if (head === null) return null;
  async function* pieces(first: FieldText): AsyncGenerator<string> {
    yield restore(first.text, first.standIns);
    for (let start = first.text.length; start < first.length; ) {
      const range = { ordinal, field, start, end: start + MAX_RANGE_UNITS };
      const part = await readFieldRange(ctx, ref, range, READER, db);
      if (part.text === "")
        throw new AppError("unavailable", `The ${field} of step ${ordinal + 1} is cut off in the files. Run doctor.`);
      yield restore(part.text, part.standIns, start);
      start += part.text.length;
    }
  }
  return { read: () => redactPieces(pieces(head), redactions) };
}
