import type { Tx } from "../../db/client.ts";
import type { ImportFile, Prisma, ReparseRun } from "../../db/generated/client.ts";
import { moveRevision } from "../../db/move-revision.ts";
import { isOlderVersion } from "../../importers/parser-version.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { carryMarks } from "../carry/carry-marks.ts";
import type { Context } from "../context.ts";
import { refreshGates } from "../governance/gate.ts";
import { queueScans } from "../governance/queue-scan.ts";
import { keepRecords, type Named, publishRevisions, runColumns } from "../imports/publish-revisions.ts";
import { namesOf } from "../imports/publish-runs.ts";
import { stagedRuns } from "../imports/staged-runs.ts";
import { linkAgain } from "../links/link-runs.ts";
import { holdRevision } from "../trajectories/keep-revision.ts";
import type { Effect } from "../verb.ts";
import { isSameParse } from "./is-same-parse.ts";
import { matchRuns } from "./match-runs.ts";
import type { Parser, ReadAgain } from "./read-again.ts";

/** Staged runs read at once. */
const BATCH_RUNS = 200;

type Order = {
  file: ImportFile;
  place: { projectId: string; reparseId: string; fileId: string };
  parser: Parser;
  read: ReadAgain;
};

type End = Pick<Prisma.ReparseRunUpdateInput, "toRevisionId" | "problem" | "carried" | "unmatched"> & {
  status: "unchanged" | "revised" | "failed";
};

/** Gives every waiting run of a file its end, in the caller's transaction; runs that were cancelled meanwhile are left. */
export async function publishAgain(tx: Tx, ctx: Context, order: Order): Promise<Effect<null>> {
  const { file, place, parser, read } = order;
  await tx.$queryRaw`
    SELECT 1 FROM "ReparseRun" WHERE "projectId" = ${place.projectId}::uuid AND "reparseId" = ${place.reparseId}::uuid
      AND "fileId" = ${place.fileId}::uuid ORDER BY "trajectoryId" FOR UPDATE`;
  const rows = await tx.reparseRun.findMany({
    where: { ...place, importer: parser.importer, fromVersion: parser.version, status: "waiting" },
    orderBy: { trajectoryId: "asc" },
  });
  const matches = matchRuns(await knownRuns(tx, place), read.isStaged ? await readRuns(tx, file) : []);
  const byRun = new Map([...matches].map(([{ trajectoryId }, run]) => [trajectoryId, run]));
  const ends: Record<string, number> = {};
  const revised: string[] = [];
  for (const row of rows) {
    const end = await endOf(tx, ctx, order, row, byRun.get(row.trajectoryId) ?? null);
    await tx.reparseRun.update({
      where: {
        projectId_reparseId_trajectoryId: {
          projectId: row.projectId,
          reparseId: row.reparseId,
          trajectoryId: row.trajectoryId,
        },
      },
      data: { ...end, toVersion: read.version, finishedAt: ctx.clock() },
    });
    ends[end.status] = (ends[end.status] ?? 0) + 1;
    if (end.status === "revised") revised.push(row.trajectoryId);
  }
  if (revised.length > 0) await linkAgain(tx, ctx, file);
  const details = {
    reparseId: place.reparseId,
    importer: parser.importer,
    version: read.version,
    ...ends,
    revisedRuns: revised,
  };
  return { reply: null, audit: rows.length === 0 ? null : { subject: place.fileId, details } };
}

type Match = Named;

/** Every staged run of a file with the names it goes by. */
async function readRuns(tx: Tx, file: ImportFile): Promise<Match[]> {
  const read: Match[] = [];
  for await (const { runs, isAlone } of stagedRuns(tx, file.id, BATCH_RUNS))
    for (const run of runs) read.push({ ...run, ...namesOf(run, file, isAlone) });
  return read;
}

async function endOf(tx: Tx, ctx: Context, { file, read }: Order, row: ReparseRun, match: Match | null): Promise<End> {
  const { trajectoryId, fromRevisionId } = row;
  const current = await holdRevision(tx, trajectoryId);
  if (current !== fromRevisionId)
    return failed("The run has another revision since. Read it again to see whether that one is out of date.");
  if (!match || read.version === null)
    return failed(read.problem ?? "Its file does not give this run any more. The run keeps its revision.");
  const older = { trajectoryId, revisionId: fromRevisionId };
  if (await isSameParse(tx, older, match.staged, match.run)) {
    await noteSame(tx, older, read.version);
    return { status: "unchanged" };
  }
  const revisionId = await publish(tx, ctx, { file, row, match });
  const { projectId, reparseId } = row;
  const marks = await carryMarks(tx, ctx, { projectId, trajectoryId, from: fromRevisionId, to: revisionId, reparseId });
  await queueScans(tx, ctx, [{ projectId, trajectoryId, revisionId }]);
  await refreshGates(tx, [trajectoryId]);
  return { status: "revised", toRevisionId: revisionId, ...marks };
}

function failed(problem: string): End {
  return { status: "failed", problem: toStorable(problem).text };
}

/** The revision says what today's parser says, too, so it is not out of date any more. */
async function noteSame(
  tx: Tx,
  { trajectoryId, revisionId: id }: { trajectoryId: string; revisionId: string },
  version: string,
): Promise<void> {
  const where = { trajectoryId_id: { trajectoryId, id } };
  const { parserVersion, sameUnder } = await tx.trajectoryRevision.findUniqueOrThrow({ where });
  if (isOlderVersion(sameUnder ?? parserVersion, version))
    await tx.trajectoryRevision.update({ where, data: { sameUnder: version } });
}

/** The next revision of the run, out of what was staged. */
async function publish(
  tx: Tx,
  ctx: Context,
  { file, row, match }: { file: ImportFile; row: ReparseRun; match: Match },
): Promise<string> {
  const { trajectoryId, reparseId } = row;
  const { trajectoryId: stagedId, revisionId } = match.staged;
  const newest = await tx.trajectoryRevision.aggregate({ where: { trajectoryId }, _max: { number: true } });
  const number = (newest._max.number ?? 0) + 1;
  const { name, taskKey } = await tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
  const named: Named = { ...match, name, taskKey };
  await moveRevision(tx, { from: stagedId, to: trajectoryId, revisionId, number });
  await keepRecords(tx, file, [named]);
  await publishRevisions(tx, [{ ...named, trajectoryId, number }]);
  await tx.trajectoryRevision.update({
    where: { trajectoryId_id: { trajectoryId, id: revisionId } },
    data: { reparseId, createdAt: ctx.clock() },
  });
  await tx.trajectory.update({
    where: { id: trajectoryId },
    data: { currentRevisionId: revisionId, ...runColumns(named) },
  });
  return revisionId;
}

type Known = { trajectoryId: string; recordSha256: string; runKey: string };

/** The runs of a file that wait, with the bytes and the id they are known by. */
async function knownRuns(tx: Tx, { projectId, reparseId, fileId }: Order["place"]): Promise<Known[]> {
  return tx.$queryRaw<Known[]>`
    SELECT r."trajectoryId"::text AS "trajectoryId", v."rawSha256"[1] AS "recordSha256", t."runKey" FROM "ReparseRun" r
    JOIN "TrajectoryRevision" v ON v."trajectoryId" = r."trajectoryId" AND v."id" = r."fromRevisionId"
    JOIN "Trajectory" t ON t."id" = r."trajectoryId"
    WHERE r."projectId" = ${projectId}::uuid AND r."reparseId" = ${reparseId}::uuid AND r."fileId" = ${fileId}::uuid
      AND r."status" = 'waiting'`;
}
