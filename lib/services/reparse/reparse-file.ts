import { z } from "zod";
import type { ReparseRunView } from "../../api/contract/reparse.ts";
import type { Tx } from "../../db/client.ts";
import type { CopyClient } from "../../db/copy.ts";
import type { ImportFile, ReparseRun } from "../../db/generated/client.ts";
import { holdLock } from "../../db/hold-lock.ts";
import { AppError } from "../../domain/errors.ts";
import { sweepStaged } from "../imports/sweep-staged.ts";
import type { Context } from "../context.ts";
import { type Commit, type Effect, task } from "../verb.ts";
import { viewRuns } from "./list-reparse-runs.ts";
import { publishAgain } from "./publish-again.ts";
import { type Parser, readAgain } from "./read-again.ts";

/** Longest that giving runs their end may take, and for each of them; a file may hold a hundred thousand. */
const PUBLISH_MS = 60_000;
const PUBLISH_RUN_MS = 100;

type Place = { projectId: string; reparseId: string; fileId: string };

/**
 * Reads the kept bytes of one file again and publishes what changed, all of its runs or none. It holds the lock that
 * imports of the same bytes hold, and may be run again after a crash: what was staged is swept first, and runs that
 * have their end are only looked at.
 */
export const reparseFile = task({
  name: "reparse-file",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: z.strictObject({
    projectId: z.uuid(),
    reparseId: z.uuid(),
    fileId: z.uuid(),
    isLastAttempt: z.boolean().default(false),
  }),
  async run({ ctx, input: { isLastAttempt, ...place }, commit }): Promise<ReparseRunView[]> {
    const { projectId, fileId } = place;
    const file = await ctx.db.prisma.importFile.findUnique({ where: { projectId_id: { projectId, id: fileId } } });
    if (!file) throw new AppError("not_found", "There is no such file in any import of this project.");
    const lock = await holdLock(ctx.db, `import:${projectId}:${file.sha256}`);
    let isBroken = true;
    try {
      await readAndPublish({ ctx, file, place, client: lock.client, commit });
      isBroken = false;
    } catch (error) {
      if (!isLastAttempt) throw error;
      await commit((tx) => giveUp(tx, ctx, place));
    } finally {
      await sweepStaged(ctx.db, file).finally(() => lock.release({ isBroken }));
    }
    return viewRuns(ctx.db.prisma, await ctx.db.prisma.reparseRun.findMany({ where: place }));
  },
});

type Work = {
  ctx: Context;
  file: ImportFile;
  place: Place;
  client: CopyClient;
  commit: Commit;
};

async function readAndPublish({ ctx, file, place, client, commit }: Work): Promise<void> {
  const rows = await waitingRuns(ctx.db.prisma, place);
  if (rows.length === 0) return;
  await sweepStaged(ctx.db, file);
  for (const parser of parsersIn(rows)) {
    const read = await readAgain(ctx, file, parser, client);
    const timeoutMs = PUBLISH_MS + rows.length * PUBLISH_RUN_MS;
    await commit((tx) => publishAgain(tx, ctx, { file, place, parser, read }), { timeoutMs });
    await sweepStaged(ctx.db, file);
  }
}

/** Who read the runs of a file: one parser, unless some of them have another revision since. */
function parsersIn(rows: readonly ReparseRun[]): Parser[] {
  const parsers = new Map(
    rows.map(({ importer, fromVersion: version }) => [`${importer} ${version}`, { importer, version }]),
  );
  return [...parsers.values()];
}

/** The runs of a file that have no end yet. */
async function waitingRuns(db: Tx, place: Place): Promise<ReparseRun[]> {
  return db.reparseRun.findMany({ where: { ...place, status: "waiting" }, orderBy: { trajectoryId: "asc" } });
}

const GAVE_UP =
  "Reading its file again failed every time it was tried. The run keeps its revision; tell the operator, and read it again after the fault is mended.";

async function giveUp(tx: Tx, ctx: Context, place: Place): Promise<Effect<number>> {
  const { count } = await tx.reparseRun.updateMany({
    where: { ...place, status: "waiting" },
    data: { status: "failed", problem: GAVE_UP, finishedAt: ctx.clock() },
  });
  const details = { reparseId: place.reparseId, failed: count };
  return { reply: count, audit: count === 0 ? null : { subject: place.fileId, details } };
}
