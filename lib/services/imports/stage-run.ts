import type { CopyValue } from "../../db/copy.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { appendToSegment, emptySegment, SEGMENT_STEPS, type SkeletonSegment } from "../../domain/record/skeleton.ts";
import { STEP_FIELDS, type ParsedStep } from "../../domain/record/step.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { Context } from "../context.ts";
import { storeText } from "../text/store-text.ts";
import { sha256 } from "../verb.ts";
import { packSegment } from "./pack-segment.ts";
import type { StepCopier } from "./step-copier.ts";

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
    const { projectId } = this.source;
    const stored = await storeText(this.ctx.files, projectId, step);
    const key = [this.trajectoryId, this.revisionId, step.ordinal, projectId] as const;
    const plain: ParsedStep = { ...step, target: toStorable(step.target).text };
    this.#counts.stepCount += 1;
    if (step.isAction) this.#counts.actionCount += 1;
    if (step.isError) this.#counts.errorCount += 1;
    appendToSegment(this.#segment, plain);
    if (this.#segment.count === SEGMENT_STEPS) this.#closeSegment();
    await this.copier.add({
      revisionId: this.revisionId,
      step: [...key, ...stepColumns(plain, contentSha256(step))],
      body: [...key, ...STEP_FIELDS.map((field) => stored.texts[field]), json(stored.standIns), json(stored.spills)],
      units: STEP_FIELDS.reduce((sum, field) => sum + (stored.texts[field]?.length ?? 0), 0),
    });
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

function stepColumns(step: ParsedStep, sha: string): CopyValue[] {
  return [
    step.turn,
    step.callOrdinal,
    step.lane,
    step.parentOrdinal,
    step.kind,
    step.role,
    step.isAction,
    step.actionType === null ? null : toStorable(step.actionType).text,
    step.target,
    step.isError,
    step.isErrorInferred,
    step.exitCode,
    step.durationMs,
    step.tokensIn,
    step.tokensOut,
    step.costUsd,
    step.startedAt,
    step.sourceIndex,
    toStorable(step.sourcePointer.path).text,
    step.sourcePointer.byteStart,
    step.sourcePointer.byteEnd,
    sha,
  ];
}

/** What a step says, independent of where it stands: marks are carried by it. */
function contentSha256(step: ParsedStep): string {
  return sha256(JSON.stringify([step.role, step.kind, ...STEP_FIELDS.map((field) => step.text[field])]));
}

function json(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
