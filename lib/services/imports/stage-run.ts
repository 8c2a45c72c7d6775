import type { SourceRecord } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { appendToSegment, emptySegment, SEGMENT_STEPS, type SkeletonSegment } from "../../domain/record/skeleton.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { Context } from "../context.ts";
import { packSegment } from "./pack-segment.ts";
import { stepColumns } from "./step-columns.ts";
import type { StepCopier } from "./step-copier.ts";

/** Where a run comes from: the file, its bytes, and who parsed them. */
export type RunSource = {
  projectId: string;
  importFileId: string;
  rawSha256: readonly string[];
  importer: string;
  parserVersion: string;
};

/** Puts one run in, step by step, under a revision that no reader sees yet. */
export class RunStager {
  readonly #trajectoryId: string;
  readonly #revisionId: string;
  #counts = { stepCount: 0, actionCount: 0, errorCount: 0 };
  #segment: SkeletonSegment = emptySegment(0);
  #segmentCount = 0;

  constructor(
    private readonly ctx: Context,
    private readonly copier: StepCopier,
    private readonly source: RunSource,
  ) {
    this.#trajectoryId = ctx.newId();
    this.#revisionId = ctx.newId();
    copier.announce({
      ...source,
      trajectoryId: this.#trajectoryId,
      id: this.#revisionId,
      createdAt: ctx.clock(),
    });
  }

  async add(step: ParsedStep): Promise<void> {
    const { projectId } = this.source;
    const plain: ParsedStep = { ...step, target: toStorable(step.target).text };
    const columns = await stepColumns(this.ctx.files, projectId, plain);
    this.#counts.stepCount += 1;
    if (step.isAction) this.#counts.actionCount += 1;
    if (step.isError) this.#counts.errorCount += 1;
    appendToSegment(this.#segment, plain);
    if (this.#segment.count === SEGMENT_STEPS) this.#closeSegment();
    const key = [this.#trajectoryId, this.#revisionId, step.ordinal, projectId];
    await this.copier.add([...key, ...columns.step], [...key, ...columns.body]);
  }

  /** The run is whole; its rows are surely copied only after the copier's next flush. */
  finish(run: ParsedRun, position: number, record: SourceRecord | null): void {
    if (this.#segment.count > 0 || this.#segmentCount === 0) this.#closeSegment();
    for (const [ordinal, { name, role }] of run.lanes.entries())
      this.copier.put("Lane", [
        this.#trajectoryId,
        this.#revisionId,
        ordinal,
        this.source.projectId,
        toStorable(name).text,
        role,
      ]);
    const facts = { position, record, ...this.#counts };
    this.copier.finish(this.#revisionId, { run: JSON.stringify(run), facts });
  }

  #closeSegment(): void {
    const { sha256, sizeBytes, gzip } = packSegment(this.#segment);
    this.copier.put("SkeletonSegment", [
      this.#trajectoryId,
      this.#revisionId,
      this.#segmentCount,
      this.source.projectId,
      sha256,
      sizeBytes,
      gzip,
    ]);
    this.#segmentCount += 1;
    this.#segment = emptySegment(this.#segment.from + this.#segment.count);
  }
}
