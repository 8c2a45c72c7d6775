import type { ParsedStep } from "../../domain/record/step.ts";
import { type StatedOutcome, withResult } from "./dialogue-steps.ts";

/** Steps and UTF-16 units held behind a call that waits for its result. */
const MAX_STEPS = 20_000;
const MAX_UNITS = 64 * 1024 * 1024;

/**
 * Steps in their order, held back while one before them waits for its result; so a result may come late, with other
 * steps in between. Beyond the bound the oldest go on without theirs.
 */
export class StepQueue {
  #held: ParsedStep[] = [];
  #units = 0;
  /** Ordinals of calls by id, the newest of each; those that still wait. */
  readonly #byId = new Map<string, number>();
  readonly #waiting = new Set<number>();
  /** Ordinals of steps that may still change. */
  readonly #open = new Set<number>();

  constructor(private readonly maxSteps = MAX_STEPS) {}

  put(step: ParsedStep): void {
    this.#held.push(step);
    this.#units += unitsOf(step);
  }

  /** A call whose result is to come under this id. */
  putOpen(step: ParsedStep, id: string): void {
    this.put(step);
    this.#byId.set(id, step.ordinal);
    this.#waiting.add(step.ordinal);
  }

  /** Holds a step that was put and may still change; `settle` lets it go. */
  hold(ordinal: number): void {
    this.#open.add(ordinal);
  }

  /** Changes a held step for the last time; nothing happens to one that went on already. */
  settle(ordinal: number, change: (step: ParsedStep) => ParsedStep): void {
    const at = ordinal - (this.#held[0]?.ordinal ?? 0);
    const step = this.#held[at];
    if (step !== undefined && this.#open.has(ordinal)) this.#held[at] = change(step);
    this.#open.delete(ordinal);
  }

  /** The ordinal of the call with this id, also when it is handed over already. */
  ordinalOf(id: string): number | null {
    return this.#byId.get(id) ?? null;
  }

  /** The held call with this id; null when there is none. */
  find(id: string): ParsedStep | null {
    return this.#held[this.#indexOf(id)] ?? null;
  }

  /** Puts a result at its call; false when no such call is held. */
  answer(id: string, text: string, stated: StatedOutcome): boolean {
    const at = this.#indexOf(id);
    const step = this.#held[at];
    if (step === undefined) return false;
    const answered = withResult(step, text, stated);
    this.#units += unitsOf(answered) - unitsOf(step);
    this.#held[at] = answered;
    this.#waiting.delete(step.ordinal);
    return true;
  }

  /** The steps that wait for nothing, in order. */
  take(): ParsedStep[] {
    const isFull = this.#held.length > this.maxSteps || this.#units > MAX_UNITS;
    const from = this.#held.findIndex(({ ordinal }) => this.#waiting.has(ordinal) || this.#open.has(ordinal));
    return this.#release(isFull || from < 0 ? this.#held.length : from);
  }

  /** Everything that is left. */
  rest(): ParsedStep[] {
    return this.#release(this.#held.length);
  }

  #indexOf(id: string): number {
    const first = this.#held[0]?.ordinal ?? 0;
    return (this.#byId.get(id) ?? -1) - first;
  }

  #release(count: number): ParsedStep[] {
    const steps = this.#held.splice(0, count);
    for (const step of steps) {
      this.#waiting.delete(step.ordinal);
      this.#open.delete(step.ordinal);
      this.#units -= unitsOf(step);
    }
    return steps;
  }
}

function unitsOf({ text }: ParsedStep): number {
  return Object.values(text).reduce((sum, field) => sum + (field?.length ?? 0), 0);
}
