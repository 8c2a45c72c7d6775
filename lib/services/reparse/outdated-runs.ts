import type { OutdatedRuns, ReparseOrder } from "../../api/contract/reparse.ts";
import type { Tx } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { isOlderVersion } from "../../importers/parser-version.ts";
import type { Parsers } from "./parsers.ts";

type Group = { importer: string; version: string; runs: number };

/** The newest parser that gave what a revision says. */
const VERSION = Prisma.sql`coalesce(r."sameUnder", r."parserVersion")`;
/** Current revisions whose bytes are kept; a live run has none before it is sealed. */
const CURRENT = Prisma.sql`
  "Trajectory" t JOIN "TrajectoryRevision" r ON r."trajectoryId" = t."id" AND r."id" = t."currentRevisionId"
    AND cardinality(r."rawSha256") > 0`;

/** Runs of a project by the parser that read them. */
export async function groupByParser(db: Tx, projectId: string): Promise<Group[]> {
  return db.$queryRaw<Group[]>`
    SELECT r."importer", ${VERSION} AS "version", count(*)::int AS "runs" FROM ${CURRENT}
    WHERE t."projectId" = ${projectId}::uuid GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** Those of them that a parser of this build would read anew, by format. */
export function outdatedOf(groups: readonly Group[], parsers: Parsers): OutdatedRuns[] {
  return groups.flatMap(({ importer: formatId, version, runs }) => {
    const today = parsers(formatId, version);
    if (today && !isOlderVersion(version, today.version)) return [];
    return [{ formatId, label: today?.label ?? formatId, version, newest: today?.version ?? null, runs }];
  });
}

type Chosen = { projectId: string; reparseId: string; order: ReparseOrder; parsers: Parsers };

/** Notes every run that is asked for and out of date, or asked for by force; how many. */
export async function chooseRuns(tx: Tx, { projectId, reparseId, order, parsers }: Chosen): Promise<number> {
  const { format, runs, force = false } = order;
  const old = outdatedOf(await groupByParser(tx, projectId), parsers);
  // What no parser of today reads is told when it is asked for by name; otherwise it would fail each time.
  const pairs = old
    .filter(({ newest }) => newest !== null || runs !== undefined)
    .map(({ formatId, version }) => `${formatId} ${version}`);
  return tx.$executeRaw`
    INSERT INTO "ReparseRun" ("projectId", "reparseId", "trajectoryId", "fileId", "importer", "fromVersion", "fromRevisionId")
    SELECT t."projectId", ${reparseId}::uuid, t."id", r."importFileId", r."importer", ${VERSION}, r."id" FROM ${CURRENT}
    WHERE t."projectId" = ${projectId}::uuid
      AND (${format ?? null}::text IS NULL OR r."importer" = ${format ?? ""})
      AND (${runs === undefined} OR t."id" = ANY(${runs ?? []}::uuid[]))
      AND (${force} OR r."importer" || ' ' || ${VERSION} = ANY(${pairs}::text[]))`;
}
