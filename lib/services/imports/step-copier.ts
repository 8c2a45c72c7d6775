import { type CopyClient, copyRows, type CopyTable } from "../../db/copy.ts";
import { CopyRows, type CopyValue } from "../../db/copy-rows.ts";
import type { ResumePoint, StagedFacts } from "./staged-facts.ts";

/**
 * Bytes copied in one transaction. Two batches are in memory, one that is filled and one that is sent; an interrupted
 * import does at most so much again.
 */
const BATCH_BYTES = 512 * 1024;

export type StagedRevision = {
  trajectoryId: string;
  id: string;
  projectId: string;
  importFileId: string;
  rawSha256: readonly string[];
  importer: string;
  parserVersion: string;
  createdAt: Date;
};

/** A run that was read to its end: its JSON, and what publishing needs beside it. */
type Finished = { run: string; facts: StagedFacts };

type StepTable = Exclude<CopyTable, "TrajectoryRevision">;
const STEP_TABLES: readonly StepTable[] = ["Step", "StepBody", "Lane", "SkeletonSegment"];

/** What goes to the database in one transaction. */
class Batch {
  /** Revisions that no batch before brought, by id. */
  readonly revisions = new Map<string, { revision: StagedRevision; finished: Finished | null }>();
  /** Ends of runs that began in an earlier batch. */
  readonly ends = new Map<string, Finished>();
  readonly rows: Record<StepTable, CopyRows> = {
    Step: new CopyRows(),
    StepBody: new CopyRows(),
    Lane: new CopyRows(),
    SkeletonSegment: new CopyRows(),
  };
  resume: ResumePoint | null = null;

  isFull(): boolean {
    return STEP_TABLES.reduce((sum, table) => sum + this.rows[table].sizeBytes, 0) >= BATCH_BYTES;
  }
}

/**
 * Copies what is read of a file, many small runs or few large ones, in batches of one size, one being sent while the next
 * is filled. Every batch is one transaction that brings the revisions its steps belong to, unpublished, and the place behind
 * which nothing needs to be read again: so whatever an interrupted import left can be found, and swept or taken up.
 */
export class StepCopier {
  #batch = new Batch();
  #sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: CopyClient,
    private readonly file: { projectId: string; id: string },
  ) {}

  announce(revision: StagedRevision): void {
    this.#batch.revisions.set(revision.id, { revision, finished: null });
  }

  async add(step: readonly CopyValue[], body: readonly CopyValue[]): Promise<void> {
    this.put("Step", step);
    this.put("StepBody", body);
    if (this.#batch.isFull()) await this.#send();
  }

  put(table: StepTable, row: readonly CopyValue[]): void {
    this.#batch.rows[table].add(row);
  }

  /** Says that all rows of a run were put in. */
  finish(revisionId: string, finished: Finished): void {
    const announced = this.#batch.revisions.get(revisionId);
    if (announced) announced.finished = finished;
    else this.#batch.ends.set(revisionId, finished);
  }

  /** Everything put in so far makes a reading possible from here on. */
  mark(point: ResumePoint): void {
    this.#batch.resume = point;
  }

  /** Resolves when everything is in the database. */
  async flush(): Promise<void> {
    await this.#send();
    await this.#sending;
  }

  /** Resolves when nothing is on its way any more, whether it arrived or not. */
  async settle(): Promise<void> {
    await this.#sending.catch(() => undefined);
  }

  async #send(): Promise<void> {
    const batch = this.#batch;
    this.#batch = new Batch();
    await this.#sending;
    this.#sending = this.#copy(batch);
    this.#sending.catch(() => undefined); // whoever sends or flushes next sees it
  }

  async #copy({ revisions, ends, rows, resume }: Batch): Promise<void> {
    const announced = new CopyRows();
    for (const { revision, finished } of revisions.values()) announced.add(revisionColumns(revision, finished));
    await this.client.query("BEGIN");
    await copyRows(this.client, "TrajectoryRevision", announced);
    for (const table of STEP_TABLES) await copyRows(this.client, table, rows[table]);
    if (ends.size > 0) await this.#finishEarlier(ends);
    if (resume) {
      const values = [this.file.projectId, this.file.id, JSON.stringify(resume)];
      await this.client.query('UPDATE "ImportFile" SET "resume" = $3 WHERE "projectId" = $1 AND "id" = $2', values);
    }
    await this.client.query("COMMIT");
  }

  async #finishEarlier(ends: ReadonlyMap<string, Finished>): Promise<void> {
    const list = [...ends].map(([id, { run, facts }]) => ({ id, run, facts }));
    await this.client.query(
      `UPDATE "TrajectoryRevision" r SET "run" = e."run", "staged" = e."facts"
       FROM json_to_recordset($2::json) AS e("id" uuid, "run" text, "facts" jsonb)
       WHERE r."importFileId" = $1 AND r."id" = e."id"`,
      [this.file.id, JSON.stringify(list)],
    );
  }
}

function revisionColumns(revision: StagedRevision, finished: Finished | null): CopyValue[] {
  const { trajectoryId, id, projectId, importFileId, rawSha256, importer, parserVersion, createdAt } = revision;
  const number = 1;
  const [run, staged] = finished === null ? ["{}", null] : [finished.run, JSON.stringify(finished.facts)];
  return [
    trajectoryId,
    id,
    projectId,
    importFileId,
    number,
    rawSha256,
    importer,
    parserVersion,
    run,
    staged,
    "[]",
    false,
    createdAt.toISOString(),
    null,
    null,
  ];
}
