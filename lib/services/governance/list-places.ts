import { listPlaces as contract, type PlaceInContext } from "../../api/contract/governance.ts";
import { type PlaceRow, selectPlaces } from "../../db/finding-clusters.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { StepField } from "../../domain/record/step.ts";
import { bySlug, type Standing } from "../authorize.ts";
import type { Context } from "../context.ts";
import { hiddenText, readerOf } from "../text/hidden-text.ts";
import { readFieldRange } from "../text/read-step-text.ts";
import { maskRun, runTexts } from "../text/run-text.ts";
import { query } from "../verb.ts";
import { readCluster } from "./read-cluster.ts";

/** Lines shown on either side of a place, and the most units read for them. */
const LINES_AROUND = 3;
const UNITS_AROUND = 600;

/** Every place of a value with the lines around it, read through the one door and so masked. */
export const listPlaces = query({
  name: "list-places",
  access: { permission: "governance:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { valueKey, limit }, standing }) {
    const db = ctx.db.prisma;
    const { places: total } = await readCluster(db, standing.projectId, valueKey);
    const rows = await selectPlaces(db, standing.projectId, valueKey, limit);
    const places: PlaceInContext[] = [];
    for (const row of rows) places.push(await inContext(ctx, standing, row));
    return { places, total };
  },
});

async function inContext(ctx: Context, standing: Standing, row: PlaceRow): Promise<PlaceInContext> {
  const { id, trajectoryId, runName, ordinal, field, start, end, note } = row;
  return {
    findingId: id,
    trajectoryId,
    runName,
    place: { ordinal, field, start, end },
    source: row.source === "person" ? "person" : "rule",
    note,
    context: await linesAround(ctx, standing, row),
  };
}

type Context3 = PlaceInContext["context"];

async function linesAround(ctx: Context, standing: Standing, row: PlaceRow): Promise<Context3> {
  const { field, start, end, ordinal } = row;
  if (field === null || start === null || end === null) return null;
  const ref = { trajectoryId: row.trajectoryId, revisionId: row.revisionId };
  const from = Math.max(0, start - UNITS_AROUND);
  const to = Math.min(end, start + UNITS_AROUND) + UNITS_AROUND;
  const step = StepField.safeParse(field);
  const read =
    ordinal !== null && step.success
      ? await readFieldRange(ctx, ref, { ordinal, field: step.data, start: from, end: to }, readerOf(ctx, standing))
      : await runRange(ctx, standing, ref, field, from, to);
  return read && cutToLines(read, from, start, end);
}

type Piece = { text: string; masks: readonly { start: number; end: number; placeholder: string }[] };

async function runRange(
  ctx: Context,
  standing: Standing,
  ref: { trajectoryId: string; revisionId: string },
  field: string,
  from: number,
  to: number,
): Promise<Piece | null> {
  const db = ctx.db.prisma;
  const hidden = await hiddenText(db, ref, readerOf(ctx, standing));
  const { run } = await db.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId: ref.trajectoryId, id: ref.revisionId } },
  });
  const text = runTexts(maskRun(ParsedRun.parse(JSON.parse(run)), hidden)).find(([name]) => name === field)?.[1];
  return text === undefined ? null : { text: text.slice(from, to), masks: hidden.in(null, field) };
}

/** Whole lines around the place, as many as fit; `masks` are moved to the text that is given. */
function cutToLines({ text, masks }: Piece, from: number, start: number, end: number): Context3 {
  let first = Math.max(0, start - from);
  for (let lines = 0; first > 0 && lines <= LINES_AROUND; first -= 1)
    if (text[first - 1] === "\n" && ++lines > LINES_AROUND) break;
  let last = Math.min(text.length, end - from);
  for (let lines = 0; last < text.length && lines <= LINES_AROUND; last += 1)
    if (text[last] === "\n" && ++lines > LINES_AROUND) break;
  const offset = from + first;
  const shown = text.slice(first, last);
  return {
    text: shown,
    firstLine: 1,
    masks: masks
      .filter((mask) => mask.start < offset + shown.length && mask.end > offset)
      .map((mask) => ({
        start: Math.max(0, mask.start - offset),
        end: Math.min(shown.length, mask.end - offset),
        placeholder: mask.placeholder,
      })),
  };
}
