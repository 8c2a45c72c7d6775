import { type CopyClient, type CopyValue, copyRows } from "../../db/copy.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { appendToSegment, emptySegment, SEGMENT_STEPS, type SkeletonSegment } from "../../domain/record/skeleton.ts";
import { STEP_FIELDS, type ParsedStep } from "../../domain/record/step.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { Context } from "../context.ts";
import { storeText } from "../text/store-text.ts";
import { sha256 } from "../verb.ts";
import { packSegment } from "./pack-segment.ts";

/** Steps copied at once; the memory an import takes is this many of its steps. */
const BATCH_STEPS = 256;
const BATCH_UNITS = 8 * 1024 * 1024;

export type StagedRun = {
  trajectoryId: string;
  revisionId: string;
  stepCount: number;
  actionCount: number;
  errorCount: number;
  segments: Prisma.SkeletonSegmentCreateManyInput[];
};

/** Collects the steps of one run and copies them, batch by batch, under a revision that no reader sees yet. */
export class RunStager {
  readonly trajectoryId: string;
  readonly revisionId: string;
  #steps: CopyValue[][] = [];
  #bodies: CopyValue[][] = [];
  #units = 0;
  #counts = { stepCount: 0, actionCount: 0, errorCount: 0 };
  #segment: SkeletonSegment = emptySegment(0);
  #segments: Prisma.SkeletonSegmentCreateManyInput[] = [];

  constructor(
    private readonly ctx: Context,
    private readonly client: CopyClient,
    private readonly projectId: string,
  ) {
    this.trajectoryId = ctx.newId();
    this.revisionId = ctx.newId();
  }

  async add(step: ParsedStep): Promise<void> {
    const stored = await storeText(this.ctx.files, this.projectId, step);
    const key = [this.trajectoryId, this.revisionId, step.ordinal, this.projectId] as const;
    const plain: ParsedStep = { ...step, target: toStorable(step.target).text };
    this.#steps.push([...key, ...stepColumns(plain, contentSha256(step))]);
    this.#bodies.push([
      ...key,
      ...STEP_FIELDS.map((field) => stored.texts[field]),
      json(stored.standIns),
      json(stored.spills),
    ]);
    this.#units += STEP_FIELDS.reduce((sum, field) => sum + (stored.texts[field]?.length ?? 0), 0);
    this.#counts.stepCount += 1;
    if (step.isAction) this.#counts.actionCount += 1;
    if (step.isError) this.#counts.errorCount += 1;
    appendToSegment(this.#segment, plain);
    if (this.#segment.count === SEGMENT_STEPS) this.#closeSegment();
    if (this.#steps.length >= BATCH_STEPS || this.#units >= BATCH_UNITS) await this.#flush();
  }

  /** Copies what is left and says what was staged. */
  async finish(): Promise<StagedRun> {
    await this.#flush();
    if (this.#segment.count > 0 || this.#segments.length === 0) this.#closeSegment();
    return { trajectoryId: this.trajectoryId, revisionId: this.revisionId, ...this.#counts, segments: this.#segments };
  }

  async #flush(): Promise<void> {
    await copyRows(this.client, "Step", this.#steps);
    await copyRows(this.client, "StepBody", this.#bodies);
    this.#steps = [];
    this.#bodies = [];
    this.#units = 0;
  }

  #closeSegment(): void {
    const { trajectoryId, revisionId, projectId } = this;
    this.#segments.push({
      trajectoryId,
      revisionId,
      projectId,
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
