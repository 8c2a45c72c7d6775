import { Readable } from "node:stream";
import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import type { OtlpTrace } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { eachAlone } from "../each-alone.ts";
import { takeFile } from "../imports/take-file.ts";
import type { Context } from "../context.ts";
import { task } from "../verb.ts";

/** A trace is taken to be over when nothing came for it for this long; what comes later makes it another revision. */
const QUIET_MS = 15_000;
/** Spans are kept this long after the last one came. */
const KEPT_MS = 24 * 3_600_000;
const AT_ONCE = 50;
const PAGE = 500;

/** Makes a file of an import out of every trace that has gone quiet, and forgets the spans of those long over. */
export const gatherTraces = task({
  name: "gather-traces",
  access: { permission: "system" },
  input: z.strictObject({}),
  async run({ ctx }): Promise<{ gathered: number }> {
    const now = ctx.clock().getTime();
    const quiet = await ctx.db.prisma.$queryRaw<OtlpTrace[]>`
      SELECT * FROM "OtlpTrace" WHERE "lastSeenAt" < ${new Date(now - QUIET_MS)} AND "gatheredAt" IS DISTINCT FROM "lastSeenAt"
      ORDER BY "lastSeenAt" LIMIT ${AT_ONCE}`;
    const failed = await eachAlone(quiet, ({ projectId, traceId }) => gatherTrace(ctx, { projectId, traceId }));
    await forget(ctx, new Date(now - KEPT_MS));
    return { gathered: quiet.length - failed };
  },
});

const gatherTrace = task({
  name: "gather-trace",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: z.strictObject({ projectId: z.uuid(), traceId: z.string() }),
  async run({ ctx, input: { projectId, traceId }, commit }): Promise<void> {
    // Waits for whoever is receiving for it now; what comes after this makes it another time.
    const gatheredAt = await ctx.db.prisma.$transaction(async (tx) => (await hold(tx, projectId, traceId)).lastSeenAt);
    await takeFile(
      { ctx, commit },
      {
        projectId,
        importId: ctx.newId(),
        archiveId: null,
        name: `otlp/${traceId}.jsonl`,
        bytes: Readable.from(linesOf(ctx, projectId, traceId)),
        sha256: undefined,
      },
    );
    await ctx.db.prisma.otlpTrace.update({
      where: { projectId_traceId: { projectId, traceId } },
      data: { gatheredAt },
    });
  },
});

/** The spans of a trace, a line each, in the order of their ids: the same spans give the same bytes. */
async function* linesOf(ctx: Context, projectId: string, traceId: string): AsyncGenerator<Uint8Array> {
  let after = "";
  for (;;) {
    const rows = await ctx.db.prisma.otlpSpan.findMany({
      where: { projectId, traceId, spanId: { gt: after } },
      orderBy: { spanId: "asc" },
      take: PAGE,
    });
    if (rows.length > 0) yield Buffer.from(rows.map(({ line }) => `${line}\n`).join(""));
    after = rows.at(-1)?.spanId ?? after;
    if (rows.length < PAGE) return;
  }
}

type Seen = { lastSeenAt: Date; gatheredAt: Date | null };

async function hold(tx: Tx, projectId: string, traceId: string): Promise<Seen> {
  const rows = await tx.$queryRaw<Seen[]>`
    SELECT "lastSeenAt", "gatheredAt" FROM "OtlpTrace" WHERE "projectId" = ${projectId}::uuid AND "traceId" = ${traceId} FOR UPDATE`;
  const [row] = rows;
  if (!row) throw new AppError("not_found", "This trace was forgotten meanwhile.");
  return row;
}

/** Spans of traces that are long over and in a file to the last one. */
async function forget(ctx: Context, before: Date): Promise<void> {
  await ctx.db.prisma.$transaction(async (tx) => {
    const over = await tx.$queryRaw<{ projectId: string; traceId: string }[]>`
      SELECT "projectId"::text, "traceId" FROM "OtlpTrace" WHERE "lastSeenAt" < ${before} AND "gatheredAt" = "lastSeenAt"
      ORDER BY "lastSeenAt" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`;
    for (const { projectId, traceId } of over) {
      await tx.otlpSpan.deleteMany({ where: { projectId, traceId } });
      await tx.otlpTrace.delete({ where: { projectId_traceId: { projectId, traceId } } });
    }
  });
}
