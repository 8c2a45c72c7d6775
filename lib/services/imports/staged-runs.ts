import type { Tx } from "../../db/client.ts";
import type { SourceRecord } from "../../domain/record/import-outcome.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { StagedFacts } from "./staged-facts.ts";

/** One run that is staged whole; `record` is null where the whole file is its record. */
export type StagedRun = {
  run: ParsedRun;
  record: SourceRecord | null;
  staged: {
    trajectoryId: string;
    revisionId: string;
    stepCount: number;
    actionCount: number;
    errorCount: number;
  };
};

type Place = { trajectoryId: string; id: string };

/**
 * The runs of a file that are staged, in the order of the file, `size` at a time; so memory is flat in their number.
 * `isAlone` is said of a file that holds one run.
 */
export async function* stagedRuns(
  tx: Tx,
  importFileId: string,
  size: number,
): AsyncGenerator<{ runs: StagedRun[]; isAlone: boolean }> {
  const places = await tx.$queryRaw<Place[]>`
    SELECT "trajectoryId", "id" FROM "TrajectoryRevision"
    WHERE "importFileId" = ${importFileId}::uuid AND NOT "isPublished" AND "staged" IS NOT NULL
    ORDER BY ("staged"->>'position')::int`;
  for (let from = 0; from < places.length; from += size) {
    const runs = await readStaged(tx, places.slice(from, from + size));
    yield { runs, isAlone: places.length === 1 };
  }
}

type Row = Place & { run: string; staged: unknown };

async function readStaged(tx: Tx, places: readonly Place[]): Promise<StagedRun[]> {
  const trajectoryIds = places.map(({ trajectoryId }) => trajectoryId);
  const ids = places.map(({ id }) => id);
  const rows = await tx.$queryRaw<Row[]>`
    SELECT r."trajectoryId", r."id", r."run", r."staged"
    FROM unnest(${trajectoryIds}::uuid[], ${ids}::uuid[]) WITH ORDINALITY AS p("trajectoryId", "id", "at")
    JOIN "TrajectoryRevision" r ON r."trajectoryId" = p."trajectoryId" AND r."id" = p."id"
    ORDER BY p."at"`;
  return rows.map(({ trajectoryId, id: revisionId, run, staged }) => {
    const { record, position: _, ...counts } = StagedFacts.parse(staged);
    return { run: ParsedRun.parse(JSON.parse(run)), record, staged: { trajectoryId, revisionId, ...counts } };
  });
}
