import { Readable } from "node:stream";
import { z } from "zod";
import type { OtlpTrace } from "../../db/generated/client.ts";
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
      SELECT * FROM "OtlpTrace" WHERE "lastSeenAt" < ${new Date(now - QUIET_MS)} AND ("gatheredAt" IS NULL OR "gatheredAt" < "lastSeenAt")
      ORDER BY "lastSeenAt" LIMIT ${AT_ONCE}`;
    for (const { projectId, traceId } of quiet) await gatherTrace(ctx, { projectId, traceId });
    await forget(ctx, new Date(now - KEPT_MS));
    return { gathered: quiet.length };
  },
});

const gatherTrace = task({
  name: "gather-trace",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: z.strictObject({ projectId: z.uuid(), traceId: z.string() }),
  async run({ ctx, input: { projectId, traceId }, commit }): Promise<void> {
    const gatheredAt = ctx.clock();
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

async function forget(ctx: Context, before: Date): Promise<void> {
  await ctx.db.prisma.$transaction(async (tx) => {
    const over = await tx.otlpTrace.findMany({
      where: { lastSeenAt: { lt: before }, NOT: { gatheredAt: null } },
      take: AT_ONCE,
    });
    for (const { projectId, traceId } of over) {
      await tx.otlpSpan.deleteMany({ where: { projectId, traceId } });
      await tx.otlpTrace.delete({ where: { projectId_traceId: { projectId, traceId } } });
    }
  });
}
