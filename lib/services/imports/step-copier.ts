import { type CopyClient, type CopyValue, copyRows } from "../../db/copy.ts";
import type { Prisma } from "../../db/generated/client.ts";
import type { Context } from "../context.ts";

/** Steps copied at once; the memory an import takes is this many of its steps. */
const BATCH_STEPS = 256;
const BATCH_UNITS = 8 * 1024 * 1024;

type Row = { revisionId: string; step: CopyValue[]; body: CopyValue[]; units: number };

/**
 * Copies the steps of all runs of a file, many small runs or few large ones, in batches of one size. The revisions the
 * steps belong to are written first, unpublished, so that whatever an interrupted import left can be found and swept.
 */
export class StepCopier {
  #revisions: Prisma.TrajectoryRevisionCreateManyInput[] = [];
  #rows: Row[] = [];
  #units = 0;

  constructor(
    private readonly ctx: Context,
    private readonly client: CopyClient,
  ) {}

  announce(revision: Prisma.TrajectoryRevisionCreateManyInput): void {
    this.#revisions.push(revision);
  }

  async add(row: Row): Promise<void> {
    this.#rows.push(row);
    this.#units += row.units;
    if (this.#rows.length >= BATCH_STEPS || this.#units >= BATCH_UNITS) await this.flush();
  }

  /** Forgets a revision that will not be published; what was copied already is swept with the file. */
  drop(revisionId: string): void {
    this.#rows = this.#rows.filter((row) => row.revisionId !== revisionId);
    this.#revisions = this.#revisions.filter(({ id }) => id !== revisionId);
    this.#units = this.#rows.reduce((sum, { units }) => sum + units, 0);
  }

  async flush(): Promise<void> {
    if (this.#revisions.length > 0) await this.ctx.db.prisma.trajectoryRevision.createMany({ data: this.#revisions });
    this.#revisions = [];
    if (this.#rows.length === 0) return;
    await copyRows(
      this.client,
      "Step",
      this.#rows.map(({ step }) => step),
    );
    await copyRows(
      this.client,
      "StepBody",
      this.#rows.map(({ body }) => body),
    );
    this.#rows = [];
    this.#units = 0;
  }
}
