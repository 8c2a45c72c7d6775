import type { Tx } from "../../db/client.ts";
import type { LiveRun } from "../../db/generated/client.ts";
import type { LiveSeal } from "../../domain/record/live.ts";
import type { Context } from "../context.ts";
import { type Coming, headerOf, headLineOf, lineOf, stepOfLine } from "./live-run.ts";

export type KeptLines = { sha256: string; sizeBytes: number; gaps: number; beyond: Coming[] };

/** Rows of steps read at once while the lines are written. */
const PAGE = 500;

/** Writes all lines of a live run as its raw bytes; `beyond` are those not published yet, with the gaps between them. */
export async function keepLines(tx: Tx, ctx: Context, live: LiveRun, seal: LiveSeal): Promise<KeptLines> {
  const { projectId } = live;
  const packId = ctx.newId();
  const fileKey = `raw/${projectId}/${packId}`;
  const beyond: Coming[] = [];
  let gaps = 0;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(headLineOf(headerOf(live)));
    for await (const each of withGaps(tx, live)) {
      if ("gap" in each) gaps += 1;
      if (("gap" in each ? each.gap.from : each.step.seq) >= live.nextSeq) beyond.push(each);
      yield Buffer.from(each.line);
    }
    yield Buffer.from(lineOf({ seal }));
  }
  const stored = await ctx.files.put(fileKey, bytes());
  const { count } = await tx.rawPack.createMany({
    data: [{ projectId, id: packId, fileKey, sha256: stored.sha256, sizeBytes: BigInt(stored.sizeBytes) }],
    skipDuplicates: true,
  });
  // The same lines were imported as a file before; then that copy serves both.
  if (count === 0) await ctx.files.remove(fileKey);
  else {
    const entry = { projectId, sha256: stored.sha256, packId, byteStart: 0n, byteEnd: BigInt(stored.sizeBytes) };
    await tx.rawEntry.createMany({ data: [entry], skipDuplicates: true });
  }
  return { ...stored, gaps, beyond };
}

/** The kept steps in order; where some are missing, a gap stands before the next. */
async function* withGaps(tx: Tx, { trajectoryId }: LiveRun): AsyncGenerator<Coming> {
  let expected = 0;
  for (;;) {
    const rows = await tx.liveStep.findMany({
      where: { trajectoryId, seq: { gte: expected } },
      orderBy: { seq: "asc" },
      take: PAGE,
    });
    for (const { seq, line } of rows) {
      if (seq > expected) {
        const gap = { from: expected, to: seq - 1 };
        yield { line: lineOf({ gap }), gap };
      }
      yield { line, step: stepOfLine(line) };
      expected = seq + 1;
    }
    if (rows.length < PAGE) return;
  }
}
