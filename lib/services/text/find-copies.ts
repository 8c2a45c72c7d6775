import type { Tx } from "../../db/client.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { STEP_FIELDS, type StepField } from "../../domain/record/step.ts";
import type { Context } from "../context.ts";
import { readStepTexts, stepsThatMayHold } from "./read-step-text.ts";
import { runTexts } from "./run-text.ts";
import type { TextRef } from "./text-ref.ts";

export type TextPlace = { ordinal: number | null; field: string; start: number; end: number };

/** Shorter values stand everywhere by chance. */
const MIN_UNITS = 4;
/** A value that stands more often than this is no value but a word. */
export const MAX_COPIES = 2000;

/**
 * Every other place of a revision where the same text stands, unit for unit. What one person marked in one step must
 * not be read in the next one.
 */
export async function findCopies(ctx: Context, tx: Tx, ref: TextRef, value: string): Promise<TextPlace[]> {
  if (value.trim().length < MIN_UNITS) return [];
  const places: TextPlace[] = [];
  const { run } = await tx.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId: ref.trajectoryId, id: ref.revisionId } },
  });
  for (const [field, text] of runTexts(ParsedRun.parse(JSON.parse(run)))) addPlaces(places, null, field, text, value);
  for (const ordinal of await stepsThatMayHold(tx, ref, value)) {
    const range = { from: ordinal, to: ordinal + 1 };
    const [step] = await readStepTexts(ctx, ref, range, { clampUnits: null, reader: { kind: "scanner" }, db: tx });
    for (const field of STEP_FIELDS) addPlaces(places, ordinal, field, step?.[field]?.text ?? "", value);
    if (places.length > MAX_COPIES) return places;
  }
  return places;
}

function addPlaces(
  places: TextPlace[],
  ordinal: number | null,
  field: StepField | string,
  text: string,
  value: string,
): void {
  for (
    let at = text.indexOf(value);
    at >= 0 && places.length <= MAX_COPIES;
    at = text.indexOf(value, at + value.length)
  )
    places.push({ ordinal, field, start: at, end: at + value.length });
}
