import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";
import { type FindingKind, type FindingPlace, KIND_FACTS } from "../../domain/governance/finding.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { STEP_FIELDS } from "../../domain/record/step.ts";
import { fingerprint } from "../../governance/fingerprint.ts";
import type { Context } from "../context.ts";
import { findCopies, MAX_COPIES, type TextPlace } from "../text/find-copies.ts";
import { readStepTexts } from "../text/read-step-text.ts";
import { runTexts } from "../text/run-text.ts";
import type { TextRef } from "../text/text-ref.ts";

/** A marked range longer than this is a step, not a value. */
const MAX_UNITS = 100_000;

type Hidden = (TextPlace | FindingPlace) & { value: string | null };
type Order = { ref: TextRef; projectId: string; kind: FindingKind; place: FindingPlace };

/** The places that a mark hides, each with the keyed fingerprint of what stands there. */
export async function keyedPlaces(
  ctx: Context,
  tx: Tx,
  { ref, projectId, kind, place }: Order,
): Promise<(FindingPlace & { valueKey: string })[]> {
  const { fingerprintKey } = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const places = await placesToHide(ctx, tx, ref, kind, place);
  return places.map(({ value, ...at }) => ({
    ...at,
    valueKey: fingerprint(fingerprintKey, value ?? wholeOf(kind, ref, place.ordinal)),
  }));
}

/** What stands for the value of a mark without text: a step is one of its revision, the run is itself in all of them. */
function wholeOf(kind: FindingKind, { trajectoryId, revisionId }: TextRef, ordinal: number | null): string {
  return ordinal === null ? `${kind}:${trajectoryId}:run` : `${kind}:${revisionId}:${ordinal}`;
}

/** The marked place and the copies of its text; a step as a whole stands for all of its texts where the kind hides text. */
async function placesToHide(
  ctx: Context,
  tx: Tx,
  ref: TextRef,
  kind: FindingKind,
  place: FindingPlace,
): Promise<Hidden[]> {
  const { isMasked } = KIND_FACTS[kind];
  const texts = await textsAt(ctx, tx, ref, place.ordinal);
  const { ordinal, field, start, end } = place;
  if (field === null || start === null || end === null) {
    if (!isMasked || ordinal === null) return [{ ...place, value: null }];
    const whole = texts.filter(([, text]) => text.length > 0);
    if (whole.length === 0) return [{ ...place, value: null }];
    return whole.map(([name, text]) => ({ ordinal, field: name, start: 0, end: text.length, value: text }));
  }
  const text = texts.find(([name]) => name === field)?.[1];
  const named = ordinal === null ? "The run" : `Step ${ordinal + 1}`;
  if (text === undefined) throw new AppError("invalid_input", `${named} has no ${field}.`);
  if (end > text.length)
    throw new AppError("invalid_input", `The ${field} ends at ${text.length}; the mark ends at ${end}.`);
  if (end - start > MAX_UNITS)
    throw new AppError(
      "invalid_input",
      `A mark holds up to ${MAX_UNITS} characters. Mark the step as a whole instead.`,
    );
  const value = text.slice(start, end);
  const own = { ordinal, field, start, end, value };
  if (!isMasked) return [own];
  const copies = (await findCopies(ctx, tx, ref, value)).filter(
    (copy) => !(copy.ordinal === ordinal && copy.field === field && copy.start < end && copy.end > start),
  );
  if (copies.length >= MAX_COPIES)
    throw new AppError(
      "invalid_input",
      `"${kind}" is marked by its value, and this one stands over ${MAX_COPIES} times in the run. Mark more of the text.`,
    );
  return [own, ...copies.map((copy) => ({ ...copy, value }))];
}

async function textsAt(ctx: Context, tx: Tx, ref: TextRef, ordinal: number | null): Promise<[string, string][]> {
  if (ordinal === null) {
    const { run } = await tx.trajectoryRevision.findUniqueOrThrow({
      where: { trajectoryId_id: { trajectoryId: ref.trajectoryId, id: ref.revisionId } },
    });
    return runTexts(ParsedRun.parse(JSON.parse(run)));
  }
  const range = { from: ordinal, to: ordinal + 1 };
  const [step] = await readStepTexts(ctx, ref, range, { clampUnits: null, reader: { kind: "scanner" }, db: tx });
  return STEP_FIELDS.flatMap((field): [string, string][] => {
    const text = step?.[field]?.text;
    return text === undefined ? [] : [[field, text]];
  });
}
