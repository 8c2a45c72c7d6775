import { z } from "zod";
import type { StepBody } from "../../db/generated/client.ts";
import { type FieldText, type StepText } from "../../domain/record/body.ts";
import { bytesForUnits, ChunkIndex } from "../../domain/record/chunk-index.ts";
import { STEP_FIELDS, type StepField } from "../../domain/record/step.ts";
import { AppError } from "../../domain/errors.ts";
import type { Tx } from "../../db/client.ts";
import type { Context } from "../context.ts";
import { maskPiece } from "../../domain/governance/redaction.ts";
import { type HiddenText, hiddenText, type TextReader } from "./hidden-text.ts";
import { spillKey } from "./store-text.ts";
import type { TextRef } from "./text-ref.ts";

const StandIns = z.partialRecord(z.enum(STEP_FIELDS), z.array(z.tuple([z.number(), z.number()]))).nullable();
const Spills = z
  .partialRecord(
    z.enum(STEP_FIELDS),
    z.object({ sha256: z.string(), sizeBytes: z.number(), length: z.number(), chunks: ChunkIndex }),
  )
  .nullable();

/** Most units one range request may ask for. */
export const MAX_RANGE_UNITS = 1_048_576;

/**
 * The one door to the text of a run: cards, ranges and exports read steps `from` .. `to` (exclusive) here and nowhere
 * else. `clampUnits` is the most UTF-16 units a field comes with; null means the whole field, spilled or not. What
 * `reader` may not see comes masked, unit for unit, with the placeholder of each hidden range; an export and the
 * scanner get the text itself, the former to put its placeholders in. `db` lets an export read in its own snapshot.
 */
export async function readStepTexts(
  ctx: Pick<Context, "db" | "files">,
  ref: TextRef,
  range: { from: number; to: number },
  options: { clampUnits: number | null; reader: TextReader; db?: Tx },
): Promise<StepText[]> {
  const db = options.db ?? ctx.db.prisma;
  const hidden = options.reader.kind === "person" ? await hiddenText(db, ref, options.reader) : null;
  const bodies = await db.stepBody.findMany({
    where: { trajectoryId: ref.trajectoryId, revisionId: ref.revisionId, ordinal: { gte: range.from, lt: range.to } },
    orderBy: { ordinal: "asc" },
  });
  const clamp = options.clampUnits ?? Number.MAX_SAFE_INTEGER;
  return Promise.all(
    bodies.map(async (body) => {
      const [thought, action, observation, message] = await Promise.all(
        STEP_FIELDS.map((field) => readField(ctx, body, field, 0, clamp, hidden)),
      );
      return {
        ordinal: body.ordinal,
        thought: thought ?? null,
        action: action ?? null,
        observation: observation ?? null,
        message: message ?? null,
      };
    }),
  );
}

/** Part of one field; `start` and `end` in UTF-16 units of the whole field. Throws `not_found` where it is absent. */
export async function readFieldRange(
  ctx: Pick<Context, "db" | "files">,
  ref: TextRef,
  place: { ordinal: number; field: StepField; start: number; end: number },
  reader: TextReader,
  db: Tx = ctx.db.prisma,
): Promise<FieldText> {
  const hidden = reader.kind === "person" ? await hiddenText(db, ref, reader) : null;
  const body = await db.stepBody.findUnique({
    where: {
      trajectoryId_revisionId_ordinal: {
        trajectoryId: ref.trajectoryId,
        revisionId: ref.revisionId,
        ordinal: place.ordinal,
      },
    },
  });
  const text = body
    ? await readField(ctx, body, place.field, place.start, Math.min(place.end, place.start + MAX_RANGE_UNITS), hidden)
    : null;
  if (!text) throw new AppError("not_found", `Step ${place.ordinal + 1} has no ${place.field}.`);
  return text;
}

/** Steps whose row holds the text, or whose text lies in files and has to be read. Says where, never what. */
export async function stepsThatMayHold(
  db: Tx,
  { trajectoryId, revisionId }: TextRef,
  value: string,
): Promise<number[]> {
  const rows = await db.$queryRaw<{ ordinal: number }[]>`
    SELECT "ordinal" FROM "StepBody"
    WHERE "trajectoryId" = ${trajectoryId}::uuid AND "revisionId" = ${revisionId}::uuid
      AND ("spills" IS NOT NULL OR strpos("thought", ${value}) > 0 OR strpos("action", ${value}) > 0
           OR strpos("observation", ${value}) > 0 OR strpos("message", ${value}) > 0)
    ORDER BY "ordinal"`;
  return rows.map(({ ordinal }) => ordinal);
}

async function readField(
  ctx: Pick<Context, "files">,
  body: StepBody,
  field: StepField,
  start: number,
  end: number,
  hidden: HiddenText | null,
): Promise<FieldText | null> {
  const head = body[field];
  if (head === null) return null;
  const spill = Spills.parse(body.spills)?.[field];
  const length = spill?.length ?? head.length;
  const stop = Math.min(end, length);
  const text =
    spill && stop > head.length ? await readSpill(ctx, body.projectId, spill, start, stop) : head.slice(start, stop);
  const masks = (hidden?.in(body.ordinal, field) ?? []).filter((mask) => mask.start < stop && mask.end > start);
  const standIns = (StandIns.parse(body.standIns)?.[field] ?? []).filter(
    ([offset]) => offset >= start && offset < stop && !masks.some((mask) => offset >= mask.start && offset < mask.end),
  );
  return { text: maskPiece(text, start, masks), length, standIns, masks };
}

async function readSpill(
  ctx: Pick<Context, "files">,
  projectId: string,
  spill: { sha256: string; sizeBytes: number; chunks: ChunkIndex },
  start: number,
  end: number,
): Promise<string> {
  const { byteStart, byteEnd, firstUnit } = bytesForUnits(spill.chunks, start, end);
  const parts: Uint8Array[] = [];
  for await (const part of ctx.files.read(spillKey(projectId, spill.sha256), {
    start: byteStart,
    end: byteEnd ?? spill.sizeBytes,
  }))
    parts.push(part);
  return Buffer.concat(parts)
    .toString("utf8")
    .slice(start - firstUnit, end - firstUnit);
}
