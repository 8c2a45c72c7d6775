import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import type { ImportFile, LinkStatement, Prisma } from "../../db/generated/client.ts";
import { importerById } from "../../importers/registry.ts";
import type { Context } from "../context.ts";
import { inBatches } from "./in-batches.ts";
import { stateLinks } from "./state-links.ts";

type Run = { id: string; runId: string };
/** A statement and a run that it means. */
type Pair = readonly [LinkStatement, trajectoryId: string];

/**
 * Links the runs of a settled file with others of the project: those they name, and those that named them before they
 * came. A run is meant by its run id, or by its file in the same import where that file holds it alone. Last in its
 * transaction: two files that name each other are settled one after the other, so the later one sees the earlier.
 */
export async function linkRuns(
  tx: Tx,
  ctx: Context,
  file: ImportFile,
  formatId: string | null,
  runs: readonly Run[],
): Promise<void> {
  if (formatId === null || runs.length === 0 || importerById(formatId)?.hasLinks !== true) return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`links:${file.projectId}`}, 0))`;
  const ids = [...new Set(runs.map(({ id }) => id))];
  const said = await stateLinks(tx, ctx, file, formatId, ids);
  const pairs = [
    ...(await byRunId(tx, said)),
    ...(await byFile(tx, said)),
    ...(await namedByRunId(tx, file, runs)),
    ...(await namedByFile(tx, file, ids)),
  ];
  const links = pairs.map((pair) => linkOf(pair)).filter(({ trajectoryId, childId }) => trajectoryId !== childId);
  for (const batch of inBatches(links)) {
    const data = batch.map((link) => ({ ...link, id: ctx.newId(), createdAt: ctx.clock() }));
    await tx.trajectoryLink.createMany({ data, skipDuplicates: true });
  }
}

/** Links the runs of kept bytes again, for every file they came as, when their newest revisions say other things. */
export async function linkAgain(tx: Tx, ctx: Context, { projectId, sha256 }: ImportFile): Promise<void> {
  const files = await tx.importFile.findMany({ where: { projectId, sha256, status: { in: ["stored", "skipped"] } } });
  for (const file of files) await linkRuns(tx, ctx, file, file.formatId, StoredRuns.parse(file.trajectories));
}

/** Only a parent knows which of its steps opens the child. */
function linkOf([said, found]: Pair): Omit<Prisma.TrajectoryLinkCreateManyInput, "id"> {
  const { projectId, kind, source, trajectoryId, revisionId, ordinal, callId } = said;
  return said.other === "child"
    ? { trajectoryId, childId: found, projectId, kind, source, revisionId, ordinal, callId }
    : { trajectoryId: found, childId: trajectoryId, projectId, kind, source };
}

/** The runs that statements name by their ids. */
async function byRunId(tx: Tx, said: readonly LinkStatement[]): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const batch of inBatches(said.filter(({ runKey }) => runKey !== null))) {
    const [first] = batch;
    if (!first) continue;
    const known = await tx.runIdentity.findMany({
      where: { projectId: first.projectId, runKey: { in: batch.flatMap(({ runKey }) => runKey ?? []) } },
    });
    const trajectories = new Map(known.map(({ runKey, trajectoryId }) => [runKey, trajectoryId]));
    for (const each of batch) {
      const found = trajectories.get(each.runKey ?? "");
      if (found !== undefined) pairs.push([each, found]);
    }
  }
  return pairs;
}

/** The runs whose files statements name, where a file of that name in that import holds one run. */
async function byFile(tx: Tx, said: readonly LinkStatement[]): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const batch of inBatches(said.filter(({ fileName }) => fileName !== null))) {
    const places = batch.map(({ projectId, importId, fileName }) => ({ projectId, importId, name: fileName ?? "" }));
    const files = await tx.importFile.findMany({
      where: { OR: places, status: { in: ["stored", "skipped"] } },
      select: { importId: true, name: true, trajectories: true },
    });
    for (const { importId, name, trajectories } of files) {
      const [only, ...others] = StoredRuns.parse(trajectories);
      if (!only || others.length > 0) continue;
      for (const each of batch) if (each.importId === importId && each.fileName === name) pairs.push([each, only.id]);
    }
  }
  return pairs;
}

const StoredRuns = z.array(z.object({ id: z.string(), runId: z.string() }));

async function namedByRunId(tx: Tx, { projectId }: ImportFile, runs: readonly Run[]): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const batch of inBatches(runs)) {
    const named = await tx.linkStatement.findMany({
      where: { projectId, runKey: { in: batch.map(({ runId }) => runId) } },
    });
    for (const each of named) for (const { id, runId } of batch) if (each.runKey === runId) pairs.push([each, id]);
  }
  return pairs;
}

async function namedByFile(tx: Tx, file: ImportFile, ids: readonly string[]): Promise<Pair[]> {
  const { projectId, importId, name } = file;
  const [only, ...others] = ids;
  if (only === undefined || others.length > 0) return [];
  const named = await tx.linkStatement.findMany({
    where: { projectId, importId, fileName: name.replaceAll("\\", "/") },
  });
  return named.map((each) => [each, only]);
}
