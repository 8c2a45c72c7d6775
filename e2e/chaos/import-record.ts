import type { Database } from "../../lib/db/client.ts";

/** What a project holds of each file (of the same bytes, of all of them: any may be the one that was read) and each run, without the ids and times that differ between two imports. */
export type ImportRecord = { files: Map<string, string>; runs: Map<string, string[]>; leftOver: number };

type FileRow = { sha256: string; said: string };
type RunRow = { key: string; sha: string };

/** Every file with its status and counts, every published run with a hash over all its rows, and rows that nobody needs. */
export async function readRecord({ prisma }: Database, projectId: string): Promise<ImportRecord> {
  const files = await prisma.$queryRaw<FileRow[]>`
    SELECT "sha256", string_agg("ends", '; ' ORDER BY "ends") AS "said" FROM (
      SELECT "sha256", concat_ws(' ', "status", "records", "recordCount", jsonb_array_length("problems"), "resume") AS "ends"
      FROM "ImportFile" WHERE "projectId" = ${projectId}::uuid) f
    GROUP BY "sha256"`;
  const runs = await prisma.$queryRaw<RunRow[]>`
    SELECT t."runKey" AS "key", md5(concat(r."run", r."rawSha256", r."number",
      (SELECT string_agg(md5(concat_ws('|', s."ordinal", s."turn", s."callOrdinal", s."lane", s."kind", s."role", s."isError",
          s."target", s."sourcePath", s."sourceByteStart", s."sourceByteEnd", s."contentSha256")), '' ORDER BY s."ordinal")
        FROM "Step" s WHERE s."trajectoryId" = r."trajectoryId" AND s."revisionId" = r."id"),
      (SELECT string_agg(md5(concat_ws('|', b."ordinal", b."thought", b."action", b."observation", b."message", b."standIns", b."spills")), '' ORDER BY b."ordinal")
        FROM "StepBody" b WHERE b."trajectoryId" = r."trajectoryId" AND b."revisionId" = r."id"),
      (SELECT string_agg(concat(l."ordinal", l."name", l."role"), '' ORDER BY l."ordinal")
        FROM "Lane" l WHERE l."trajectoryId" = r."trajectoryId" AND l."revisionId" = r."id"),
      (SELECT string_agg(concat(g."segment", g."sha256"), '' ORDER BY g."segment")
        FROM "SkeletonSegment" g WHERE g."trajectoryId" = r."trajectoryId" AND g."revisionId" = r."id"))) AS "sha"
    FROM "TrajectoryRevision" r JOIN "Trajectory" t ON t."id" = r."trajectoryId"
    WHERE r."projectId" = ${projectId}::uuid AND r."isPublished"`;
  const [left] = await prisma.$queryRaw<{ count: bigint }[]>`
    SELECT (SELECT count(*) FROM "TrajectoryRevision" WHERE "projectId" = ${projectId}::uuid AND NOT "isPublished")
      + (SELECT count(*) FROM (SELECT DISTINCT "trajectoryId", "revisionId" FROM "StepBody" WHERE "projectId" = ${projectId}::uuid) b
          WHERE NOT EXISTS (SELECT 1 FROM "TrajectoryRevision" r WHERE r."trajectoryId" = b."trajectoryId" AND r."id" = b."revisionId")) AS "count"`;
  const byKey = new Map<string, string[]>();
  for (const { key, sha } of runs) byKey.set(key, [...(byKey.get(key) ?? []), sha]);
  return {
    files: new Map(files.map(({ sha256, said }) => [sha256, said])),
    runs: byKey,
    leftOver: Number(left?.count),
  };
}

/** How an import differs from a clean one of the same files. */
export function compareRecords(clean: ImportRecord, killed: ImportRecord) {
  const runs = [...killed.runs];
  return {
    /** Runs that are not, row for row, what a clean import stores. */
    halfRuns: runs.filter(([key, shas]) => !shas.every((sha) => clean.runs.get(key)?.includes(sha))).length,
    missingRuns: [...clean.runs.keys()].filter((key) => !killed.runs.has(key)).length,
    duplicates: runs.reduce(
      (sum, [key, { length }]) => sum + Math.max(0, length - (clean.runs.get(key)?.length ?? 0)),
      0,
    ),
    otherFiles: [...clean.files].filter(([sha256, said]) => killed.files.get(sha256) !== said).length,
    leftOver: killed.leftOver,
  };
}
