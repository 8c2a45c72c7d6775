import { markFinding as contract } from "../../api/contract/governance.ts";
import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";
import { type FindingKind, type FindingPlace, KIND_FACTS } from "../../domain/governance/finding.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { STEP_FIELDS } from "../../domain/record/step.ts";
import { fingerprint } from "../../governance/fingerprint.ts";
import { byTrajectory } from "../authorize.ts";
import type { Context } from "../context.ts";
import { readStepTexts } from "../text/read-step-text.ts";
import { runTexts } from "../text/run-text.ts";
import type { TextRef } from "../text/text-ref.ts";
import { command } from "../verb.ts";
import { findCopies, MAX_COPIES, type TextPlace } from "../text/find-copies.ts";
import { readGate, refreshGates } from "./gate.ts";
import { standingFindings } from "./standing-findings.ts";
import { viewFinding } from "./view-finding.ts";

/** A marked range longer than this is a step, not a value. */
const MAX_UNITS = 100_000;

/**
 * A person says that something must not leave. It blocks the run at once; where the kind hides text, the text and
 * every copy of it in the run are masked for everyone else from now on.
 */
export const markFinding = command({
  name: "mark-finding",
  access: { permission: "reviews:write", locate: byTrajectory, thing: "run" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input, standing: { projectId }, tx }) {
    const { trajectoryId, revisionId, kind, place, note } = input;
    const run = await tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
    if (run.currentRevisionId !== revisionId)
      throw new AppError("conflict", "The run has a newer revision. Reload it and mark the place again.");
    if (place.ordinal !== null && place.ordinal >= run.stepCount)
      throw new AppError(
        "invalid_input",
        `Step ${place.ordinal + 1} does not exist; the run has ${run.stepCount} steps.`,
      );
    const ref = { trajectoryId, revisionId };
    const { fingerprintKey } = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
    const markId = ctx.newId();
    const places = await placesToHide(ctx, tx, ref, kind, place);
    const facts = {
      kind,
      type: "marked",
      severity: "high",
      source: "person",
      rule: "person",
      authorId: ctx.actor.id,
      markId,
    };
    await tx.finding.createMany({
      data: places.map(({ value, ...at }, index) => ({
        ...ref,
        ...at,
        ...facts,
        projectId,
        id: ctx.newId(),
        valueKey: fingerprint(fingerprintKey, `${value ?? `${kind}:${trajectoryId}:${place.ordinal ?? "run"}`}`),
        note: index === 0 ? note : null,
        createdAt: ctx.clock(),
      })),
    });
    await refreshGates(tx, [trajectoryId]);
    const { gate } = await readGate(tx, ref);
    const made = (await standingFindings(tx, ref)).filter((finding) => finding.markId === markId);
    return {
      reply: { findings: made.map((finding) => viewFinding(finding, ctx.actor.id)), gate },
      audit: { subject: trajectoryId, details: { markId, kind, places: made.length, step: place.ordinal } },
    };
  },
});

type Hidden = (TextPlace | FindingPlace) & { value: string | null };

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
