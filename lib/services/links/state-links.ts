import path from "node:path";
import type { Tx } from "../../db/client.ts";
import type { ImportFile, LinkStatement } from "../../db/generated/client.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import type { RunLink } from "../../domain/record/run-link.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { Context } from "../context.ts";
import { shortKey, shortLabel } from "../imports/short-key.ts";
import { inBatches } from "./in-batches.ts";

/**
 * Writes down what the runs of a file say of others, and gives back all they ever said. A file that comes again says
 * anew what it says of files beside it, since it may lie elsewhere now.
 */
export async function stateLinks(
  tx: Tx,
  ctx: Context,
  file: ImportFile,
  source: string,
  runIds: readonly string[],
): Promise<LinkStatement[]> {
  const { projectId } = file;
  const said: LinkStatement[] = [];
  for (const ids of inBatches(runIds)) {
    const trajectories = await tx.trajectory.findMany({
      where: { projectId, id: { in: ids } },
      select: { id: true, currentRevisionId: true },
    });
    const place = trajectories.map(({ id, currentRevisionId }) => ({ trajectoryId: id, id: currentRevisionId }));
    const revisions = await tx.trajectoryRevision.findMany({ where: { OR: place }, select: SAYS });
    const known = await tx.linkStatement.findMany({ where: { projectId, trajectoryId: { in: ids } } });
    said.push(...known);
    for (const { trajectoryId, id: revisionId, run } of revisions) {
      const links = ParsedRun.parse(JSON.parse(run)).links ?? [];
      const own = links.flatMap((link) => namesOf(link, file).map((names) => ({ ...names, ...stepOf(link) })));
      const rows = own
        .map((each) => ({ projectId, importId: file.importId, trajectoryId, revisionId, source, ...each }))
        .filter((row) => !known.some((other) => isSame(row, other)))
        .map((row) => ({ ...row, id: ctx.newId(), createdAt: ctx.clock() }));
      for (const data of inBatches(rows)) await tx.linkStatement.createMany({ data });
      said.push(...rows);
    }
  }
  return said;
}

const SAYS = { trajectoryId: true, id: true, run: true } as const;

type Names = Pick<LinkStatement, "kind" | "other" | "runKey" | "fileName">;

/** The names of the other run as they are kept, each in a statement of its own. */
function namesOf({ kind, other, runId, file }: RunLink, { name }: ImportFile): Names[] {
  const runKey = runId === null ? null : shortKey(plain(runId));
  const fileName = file === null ? null : fileNear(name, plain(file));
  return [
    ...(runKey === null ? [] : [{ kind, other, runKey, fileName: null }]),
    ...(fileName === null ? [] : [{ kind, other, runKey: null, fileName }]),
  ];
}

function stepOf({ ordinal, callId }: RunLink): Pick<LinkStatement, "ordinal" | "callId"> {
  return { ordinal, callId: callId === null ? null : shortKey(plain(callId)) };
}

/** The name a file beside this one has in the same import; null for an address of another kind or of no length. */
function fileNear(name: string, file: string): string | null {
  if (file === "" || file.startsWith("/") || /^[a-z][a-z0-9+.-]*:/i.test(file)) return null;
  return shortLabel(path.posix.join(path.posix.dirname(name.replaceAll("\\", "/")), file));
}

function isSame(row: Omit<LinkStatement, "id" | "createdAt">, other: LinkStatement): boolean {
  const isPlaced = row.fileName === null || row.importId === other.importId;
  return isPlaced && SAME.every((key) => row[key] === other[key]);
}

const SAME = ["revisionId", "kind", "other", "runKey", "fileName", "ordinal", "callId"] as const;

function plain(text: string): string {
  return toStorable(text).text;
}
