import type { Prisma } from "../../db/generated/client.ts";
import { appendToSegment, emptySegment, SEGMENT_STEPS, type SkeletonSegment } from "../../domain/record/skeleton.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import type { Context } from "../context.ts";
import { packSegment } from "./pack-segment.ts";
import type { StepCopier } from "./step-copier.ts";
import { stepRows } from "./step-rows.ts";

/** Where a run comes from: the file, its bytes, and who parsed them. */
export type RunSource = {
  projectId: string;
  importFileId: string;
  rawSha256: readonly string[];
  importer: string;
  parserVersion: string;
};

export type StagedRun = {
  trajectoryId: string;
  revisionId: string;
  stepCount: number;
  actionCount: number;
  errorCount: number;
  segments: Prisma.SkeletonSegmentCreateManyInput[];
};

/** Collects the steps of one run under a revision that no reader sees yet. */
export class RunStager {
  readonly trajectoryId: string;
  readonly revisionId: string;
  #counts = { stepCount: 0, actionCount: 0, errorCount: 0 };
  #segment: SkeletonSegment = emptySegment(0);
  #segments: Prisma.SkeletonSegmentCreateManyInput[] = [];

  constructor(
    private readonly ctx: Context,
    private readonly copier: StepCopier,
    private readonly source: RunSource,
  ) {
    this.trajectoryId = ctx.newId();
    this.revisionId = ctx.newId();
    copier.announce({
      ...source,
      rawSha256: [...source.rawSha256],
      trajectoryId: this.trajectoryId,
      id: this.revisionId,
      number: 1,
      run: "{}",
    });
  }

  async add(step: ParsedStep): Promise<void> {
    const { trajectoryId, revisionId } = this;
    const place = { trajectoryId, revisionId, projectId: this.source.projectId };
    const { plain, ...rows } = await stepRows(this.ctx.files, place, step);
    this.#counts.stepCount += 1;
    if (step.isAction) this.#counts.actionCount += 1;
    if (step.isError) this.#counts.errorCount += 1;
    appendToSegment(this.#segment, plain);
    if (this.#segment.count === SEGMENT_STEPS) this.#closeSegment();
    await this.copier.add({ revisionId, ...rows });
  }

  /** Says what was staged; the rows are surely copied only after the copier's next flush. */
  finish(): StagedRun {
    if (this.#segment.count > 0 || this.#segments.length === 0) this.#closeSegment();
    return { trajectoryId: this.trajectoryId, revisionId: this.revisionId, ...this.#counts, segments: this.#segments };
  }

  #closeSegment(): void {
    const { trajectoryId, revisionId } = this;
    this.#segments.push({
      trajectoryId,
      revisionId,
      projectId: this.source.projectId,
      segment: this.#segments.length,
      ...packSegment(this.#segment),
    });
    this.#segment = emptySegment(this.#segment.from + this.#segment.count);
  }
}
