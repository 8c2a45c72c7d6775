import type { ParsedStep } from "../../domain/record/step.ts";
import { type Call, DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import type { LaneState } from "./lanes.ts";
import type { MessageResult } from "./message.ts";
import type { Span } from "./span.ts";

/** The rows of a trace as they come, and where each call stands, so that a result finds it later. */
export class Tape {
  readonly rows = new DialogueSteps();
  readonly steps: ParsedStep[] = [];
  readonly #callAt = new Map<string, number>();

  push(step: ParsedStep, lane: LaneState): void {
    if (step.role === "agent") lane.turn = { last: step.turn, rows: step.callOrdinal + 1 };
    this.steps.push(step);
  }

  /** A row of a call; its result stands in it already, or comes later. */
  pushCall(step: ParsedStep, id: string | null, lane: LaneState): void {
    if (id !== null) this.#callAt.set(id, this.steps.length);
    if (step.text.observation === null) lane.open.add(this.steps.length);
    else lane.given.add(step.text.observation.trim());
    this.push(step, lane);
  }

  /** Whether a row shows the call with this id, in any lane. */
  hasCall(id: string | null): boolean {
    return id !== null && this.#callAt.has(id);
  }

  /** Whether a row of a lane calls a tool of this name. */
  isCalled(name: string, { index }: LaneState): boolean {
    return this.steps.some(({ isAction, lane, actionType }) => isAction && lane === index && actionType === name);
  }

  calls(thought: string | null, calls: readonly Call[], facts: RowFacts, lane: LaneState): void {
    for (const [at, step] of this.rows.calls(thought, calls, facts).entries())
      this.pushCall(step, calls[at]?.id ?? null, lane);
  }

  /** A result in a conversation: at its call, unless the tool's own span gave it already. False where no row shows it. */
  answer({ id, name, text, isError }: MessageResult, lane: LaneState): boolean {
    const at = id === null ? this.#onlyOpen(name, lane) : this.#callAt.get(id);
    const step = at === undefined ? undefined : this.steps[at];
    if (!step || at === undefined) return lane.given.has(text.trim()) || (name !== null && this.isCalled(name, lane));
    if (step.text.observation !== null) return true;
    this.steps[at] = withResult(step, text, { isError: step.isErrorInferred ? isError : step.isError });
    lane.given.add(text.trim());
    lane.open.delete(at);
    return true;
  }

  /** What a span states of its end, at its rows from `from` on; a failure's words where the row has none of them. */
  end({ durationMs, isError, failure }: Span, from: number): void {
    for (const [nth, step] of this.steps.slice(from).entries()) {
      const timed = nth === 0 ? { ...step, durationMs } : step;
      const isFailed = isError === true && failure !== null && !(step.text.observation ?? "").includes(failure);
      // A tool that ended well may have given an error.
      const isStated = isError === true || (isError === false && step.isErrorInferred);
      this.steps[from + nth] = isFailed
        ? withResult(timed, failure, { isError })
        : isStated
          ? { ...timed, isError, isErrorInferred: false }
          : timed;
    }
  }

  /** The one call of a lane that still waits; none where there are more. */
  #onlyOpen(name: string | null, { open }: LaneState): number | undefined {
    const waiting = [...open].filter((at) => this.steps[at]?.text.observation === null);
    const [only] = waiting;
    const isIts = only !== undefined && (name === null || this.steps[only]?.actionType === name);
    return waiting.length === 1 && isIts ? only : undefined;
  }
}
