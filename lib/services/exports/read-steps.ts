import type { Tx } from "../../db/client.ts";
import type { Step } from "../../db/generated/client.ts";
import type { FieldText, StepText } from "../../domain/record/body.ts";
import { type StepField, StepKind, StepRole } from "../../domain/record/step.ts";
import { AppError } from "../../domain/errors.ts";
import { restore } from "../../domain/text/stand-ins.ts";
import type { ExportStep, ExportText } from "../../exporters/record.ts";
import type { Context } from "../context.ts";
import { MAX_RANGE_UNITS, readFieldRange, readStepTexts, type TextRef } from "../text/read-step-text.ts";
import { SPILL_BYTES } from "../text/store-text.ts";

/** Steps read at once; with fields of at most SPILL_BYTES each that bounds what is in memory. */
const PAGE_STEPS = 32;

/** All steps of a revision, in order, each with its whole text; a spilled field is read part by part. */
export async function* readSteps(ctx: Context, db: Tx, ref: TextRef, stepCount: number): AsyncGenerator<ExportStep> {
  for (let from = 0; from < stepCount; from += PAGE_STEPS) {
    const to = Math.min(from + PAGE_STEPS, stepCount);
    const rows = await db.step.findMany({
      where: { ...ref, ordinal: { gte: from, lt: to } },
      orderBy: { ordinal: "asc" },
    });
    // No field that lies in its row is longer than this, so all but spilled ones come whole.
    const texts = await readStepTexts(ctx, ref, { from, to }, { clampUnits: SPILL_BYTES, db });
    if (rows.length !== to - from || texts.length !== to - from)
      throw new AppError("unavailable", `Steps ${from + 1} to ${to} of a run are not all stored. Run doctor.`);
    for (const [at, row] of rows.entries()) yield toStep(ctx, ref, row, texts[at]);
  }
}

function toStep(ctx: Context, ref: TextRef, row: Step, text: StepText | undefined): ExportStep {
  const whole = (field: StepField) => wholeText(ctx, ref, row.ordinal, field, text?.[field] ?? null);
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

/** The field as the run wrote it: stand-ins become what they stand for. */
function wholeText(
  ctx: Context,
  ref: TextRef,
  ordinal: number,
  field: StepField,
  head: FieldText | null,
): ExportText | null {
  if (head === null) return null;
  return {
    async *read() {
      yield restore(head.text, head.standIns);
      for (let start = head.text.length; start < head.length; ) {
        const part = await readFieldRange(ctx, ref, { ordinal, field, start, end: start + MAX_RANGE_UNITS });
        if (part.text === "")
          throw new AppError("unavailable", `The ${field} of step ${ordinal + 1} is cut off in the files. Run doctor.`);
        yield restore(part.text, part.standIns, start);
        start += part.text.length;
      }
    },
  };
}
