import type { Database } from "../../db/client.ts";
import type { TrajectoryLink } from "../../db/generated/client.ts";
import { LinkedRun } from "../../domain/record/run-link.ts";

type Place = { id: string; projectId: string };
type Revisions = ReadonlyMap<string, { name: string; currentRevisionId: string }>;

/**
 * The runs that a run opened, in the order of its steps and then by name, behind those it came out of. A step stands only where the
 * parent's current revision says it; between two runs a link without a step is told only where none has one.
 */
export async function readLinks(db: Database["prisma"], { id, projectId }: Place): Promise<LinkedRun[]> {
  const rows = await db.trajectoryLink.findMany({
    where: { OR: [{ trajectoryId: id }, { projectId, childId: id }] },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const ends = rows.flatMap(({ trajectoryId, childId }) => [trajectoryId, childId]);
  const runs = await db.trajectory.findMany({
    where: { projectId, id: { in: [...new Set(ends)] } },
    select: { id: true, name: true, currentRevisionId: true },
  });
  const known: Revisions = new Map(runs.map((run) => [run.id, run]));
  const links = rows.flatMap((row) => linkedRun(row, id, known));
  const kept = links.filter((link, at) => !isToldBetter(link, at, links));
  return kept.toSorted((a, b) => sideOf(a) - sideOf(b) || stepOf(a) - stepOf(b) || byText(wordsOf(a), wordsOf(b)));
}

function linkedRun(row: TrajectoryLink, self: string, known: Revisions): LinkedRun[] {
  const { trajectoryId, childId, kind, revisionId, ordinal, callId } = row;
  const other = trajectoryId === self ? "child" : "parent";
  const otherId = other === "child" ? childId : trajectoryId;
  const run = known.get(otherId);
  const isCurrent = revisionId !== null && known.get(trajectoryId)?.currentRevisionId === revisionId;
  const step = isCurrent ? { ordinal, callId } : { ordinal: null, callId: null };
  return run ? [LinkedRun.parse({ kind, other, trajectoryId: otherId, name: run.name, ...step })] : [];
}

/** Whether another link of the same two runs says the same and more, or the same before. */
function isToldBetter(link: LinkedRun, at: number, links: readonly LinkedRun[]): boolean {
  return links.some((each, place) => {
    if (each.trajectoryId !== link.trajectoryId || each.kind !== link.kind || each.other !== link.other) return false;
    return link.ordinal === null ? each.ordinal !== null || place < at : each.ordinal === link.ordinal && place < at;
  });
}

function sideOf({ other }: LinkedRun): number {
  return other === "parent" ? 0 : 1;
}

function stepOf({ ordinal }: LinkedRun): number {
  return ordinal ?? Number.MAX_SAFE_INTEGER;
}

/** What orders links without a step, whichever run came in first. */
function wordsOf({ name, kind, trajectoryId }: LinkedRun): string {
  return `${name}\n${kind}\n${trajectoryId}`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
