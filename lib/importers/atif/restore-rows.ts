import { z } from "zod";
import {
  CARRIER,
  type CarriedField,
  type CarriedPlace,
  type CarriedStep,
  CarriedSteps,
  takeText,
} from "../../domain/record/carried.ts";
import { MAX_TARGET } from "../../domain/record/step-kind-target.ts";
import { type ParsedStep, STEP_FIELDS, type StepField } from "../../domain/record/step.ts";
import { isRecord } from "../../domain/text/tool-arguments.ts";
import type { Call } from "../dialogue/dialogue-steps.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import type { Result, Step } from "./schema.ts";

/** A step of the source, its calls, and the rows it gives as plain ATIF. */
export type PlainReading = { step: Step; calls: readonly Call[]; rows: readonly ParsedStep[] };

/** Whether a row of the main list may say that it belongs to this lane: only where the document named its lanes. */
export type KnownLanes = { count: number } | null;

const Carried = z.looseObject({ [CARRIER]: z.unknown() });

/** What Runtape wrote beside this value, unread; undefined where it wrote nothing. */
export function carriedIn(extra: unknown): unknown {
  return Carried.safeParse(extra).data?.[CARRIER];
}

/**
 * The rows as they were before the run became ATIF: facts from what the step carries, words from where they stand.
 * Null where that does not fit the step around it: other rows, another order, a lane or parent that cannot be, a role
 * of another source, words that would be lost. The plain reading is used then.
 */
export function restoreRows(plain: PlainReading, carried: unknown, lanes: KnownLanes): ParsedStep[] | null {
  const parsed = CarriedSteps.safeParse(carried);
  if (!parsed.success || parsed.data.rows.length !== plain.rows.length) return null;
  const words = new StepWords(plain);
  const restored: ParsedStep[] = [];
  for (const [at, row] of parsed.data.rows.entries()) {
    const here = plain.rows[at];
    const text = here && isPossible(row, here, plain.step, lanes) ? words.of(row, at) : null;
    if (!here || text === null) return null;
    const { text: _, actionType, target, ...facts } = row;
    restored.push({
      ...here,
      ...facts,
      actionType: actionType === null ? null : takeText(actionType),
      target: takeText(target),
      text,
    });
  }
  return words.areAllTaken() ? restored : null;
}

function isPossible(row: CarriedStep, here: ParsedStep, step: Step, lanes: KnownLanes): boolean {
  const source = row.role === "agent" || row.role === "user" ? row.role : "system";
  const isOwnLane = row.lane === here.lane;
  const isNamedLane = here.lane === 0 && lanes !== null && row.lane < lanes.count;
  return (
    row.ordinal === here.ordinal &&
    source === step.source &&
    (isOwnLane || isNamedLane) &&
    takeText(row.target).length <= MAX_TARGET &&
    (row.parentOrdinal === null || row.parentOrdinal < row.ordinal) &&
    (row.startedAt === null || isoTime(row.startedAt) === row.startedAt)
  );
}

type Taken = { key: string; text: string };

/** The words of a step by where they stand; remembers which were taken, so that none is lost. */
class StepWords {
  private readonly open = new Set<string>();
  private readonly spoken = new Map<string, string>();

  constructor(plain: PlainReading) {
    const { step, calls } = plain;
    this.put("message", step.message);
    this.put("reasoning", step.reasoning_content);
    for (const [at, { text }] of calls.entries()) this.put(`arguments ${at}`, text);
    for (const result of step.observation?.results ?? []) this.put(`result ${rowOf(result, calls)}`, result.content);
    // A message must be there, so an empty one says nothing.
    if (step.message === "") this.open.delete("message");
  }

  /** The texts of one row; null where one is not where it is said to be. */
  of(row: CarriedStep, at: number): ParsedStep["text"] | null {
    const text: ParsedStep["text"] = { thought: null, action: null, observation: null, message: null };
    for (const field of STEP_FIELDS) {
      const place = row.text[field];
      if (place === undefined) continue;
      const found = this.take(place, field, at);
      if (found === null) return null;
      text[field] = found;
    }
    return text;
  }

  areAllTaken(): boolean {
    return this.open.size === 0;
  }

  private put(key: string, value: unknown): void {
    if (value === undefined || value === null) return;
    // Two of one place, or words that are no text, are never taken.
    if (typeof value !== "string" || this.open.has(key)) this.open.add("unreadable");
    else this.spoken.set(key, value);
    this.open.add(key);
  }

  private take(place: CarriedField, field: StepField, at: number): string | null {
    if (typeof place === "string") return this.read(place, at)?.text ?? null;
    if ("in" in place) {
      const found = this.read(place.in, at);
      return found && takeText({ text: found.text, standIns: place.standIns });
    }
    // Arguments whose spacing could not stand: what is carried must say the same as what stands there.
    const key = `arguments ${at}`;
    if (field === "action" && this.spoken.has(key)) {
      if (!saysTheSame(place.text, this.spoken.get(key) ?? "")) return null;
      this.open.delete(key);
    }
    return takeText(place);
  }

  private read(place: CarriedPlace, at: number): Taken | null {
    const key =
      place === "message" || place === "reasoning" ? place : `${place === "result" ? "result" : "arguments"} ${at}`;
    const text = this.spoken.get(key);
    if (text === undefined || (at > 0 && key === place)) return null;
    const said = place === "command" ? commandIn(text) : text;
    if (said === null) return null;
    this.open.delete(key);
    return { key, text: said };
  }
}

/** The row whose result this is; of a step without calls there is one. */
function rowOf({ source_call_id: id }: Result, calls: readonly Call[]): number {
  return calls.length === 0 && !id ? 0 : calls.findIndex((call) => call.id !== null && call.id === id);
}

/** The text that arguments were wrapped around; null where they hold anything else. */
function commandIn(text: string): string | null {
  const value = jsonOf(text);
  if (!isRecord(value) || Object.keys(value).length !== 1) return null;
  return typeof value.command === "string" ? value.command : null;
}

function saysTheSame(a: string, b: string): boolean {
  const [left, right] = [jsonOf(a), jsonOf(b)];
  return left !== undefined && JSON.stringify(left) === JSON.stringify(right);
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
