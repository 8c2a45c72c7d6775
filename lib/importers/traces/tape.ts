import type { ParsedStep } from "../../domain/record/step.ts";
import { type Call, DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import type { LaneState } from "./lanes.ts";
import type { SaidResult } from "./said.ts";

/** The rows of a trace as they come, and where each call stands, so that a result finds it later. */
export class Tape {
  readonly rows = new DialogueSteps();
  readonly steps: ParsedStep[] = [];
  readonly #callAt = new Map<string, number>();

  push(step: ParsedStep, lane: LaneState): void {
    if (step.role === "agent") lane.turn = { last: step.turn, rows: step.callOrdinal + 1 };
    this.steps.push(step);
  }

  /** The row of the call with this id comes next. */
  expect(id: string | null): void {
    if (id) this.#callAt.set(id, this.steps.length);
  }

  /** Whether a row shows the call with this id, in any lane. */
  hasCall(id: string | null): boolean {
    return id !== null && this.#callAt.has(id);
  }

  calls(thought: string | null, calls: readonly Call[], facts: RowFacts, lane: LaneState): void {
    for (const [at, step] of this.rows.calls(thought, calls, facts).entries()) {
      this.expect(calls[at]?.id ?? null);
      this.push(step, lane);
    }
  }

  /** A result in a conversation: at its call, unless the tool's own span gave it already. */
  answer({ id, name, text, isError }: SaidResult, lane: LaneState): void {
    const at = id === null ? this.#onlyOpen(name, lane) : this.#callAt.get(id);
    const step = at === undefined ? undefined : this.steps[at];
    if (!step || at === undefined || step.text.observation !== null) return;
    this.steps[at] = withResult(step, text, { isError: step.isErrorInferred ? isError : step.isError });
  }

  /** The one call of a lane that still waits; none where there are more. */
  #onlyOpen(name: string | null, { index }: LaneState): number | undefined {
    const open = this.steps.flatMap((step, at) =>
      step.isAction && step.lane === index && step.text.observation === null ? [at] : [],
    );
    const [only] = open;
    const isIts = only !== undefined && (name === null || this.steps[only]?.actionType === name);
    return open.length === 1 && isIts ? only : undefined;
  }
}
