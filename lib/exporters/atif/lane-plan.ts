import type { ExportRecord, ExportStep } from "../record.ts";
import { turnsOf } from "./turns.ts";

/** Sub-agents deeper than this in each other are not embedded: readers bound how deep a document goes. */
const MAX_DEPTH = 8;
/** UTF-16 units of a run whose sub-agents are embedded: readers hold such a document whole to put it together. */
export const MAX_EMBEDDED_UNITS = 16 * 1024 * 1024;

/**
 * How the lanes of a run stand in its document. `calls`: the lanes that a step hands over to, by its ordinal, each an
 * embedded trajectory. Null: all steps stand in one list, in the order of the record.
 */
export type LanePlan = { calls: ReadonlyMap<number, readonly number[]>; isNested: true } | { isNested: false };

const FLAT: LanePlan = { isNested: false };

type Turn = { lane: number; first: number; last: number; parent: number | null };

/**
 * Sub-agents are embedded where that keeps the order of the steps: each lane stands as a whole right behind the step
 * that called it, agents of one step in the order of its calls. Anything else, such as a conversation between agents,
 * is one list.
 */
export async function planLanes(record: ExportRecord): Promise<LanePlan> {
  if (record.run.lanes.length === 1) return FLAT;
  const turns: Turn[] = [];
  let units = 0;
  for await (const steps of turnsOf(record)) {
    const [first, last] = [steps[0], steps.at(-1)];
    if (!first || !last) continue;
    for (const step of steps) units += await unitsOf(step, MAX_EMBEDDED_UNITS - units);
    if (units > MAX_EMBEDDED_UNITS) return FLAT;
    turns.push({ lane: first.lane, first: first.ordinal, last: last.ordinal, parent: first.parentOrdinal });
  }
  const calls = callsOf(turns);
  return calls !== null && isInOrder(turns, calls) ? { calls, isNested: true } : FLAT;
}

/** Which lanes each step calls, by the parent of the lane's first step; null where a lane has none. */
function callsOf(turns: readonly Turn[]): Map<number, number[]> | null {
  const calls = new Map<number, number[]>();
  const seen = new Set([0]);
  for (const { lane, parent } of turns) {
    if (seen.has(lane)) continue;
    if (parent === null) return null;
    seen.add(lane);
    calls.set(parent, [...(calls.get(parent) ?? []), lane]);
  }
  return calls;
}

/** Walks the document as a reader does and holds every turn it comes by to the order of the record. */
function isInOrder(turns: readonly Turn[], calls: ReadonlyMap<number, readonly number[]>): boolean {
  const byLane = new Map<number, Turn[]>();
  for (const turn of turns) {
    const lane = byLane.get(turn.lane);
    if (lane) lane.push(turn);
    else byLane.set(turn.lane, [turn]);
  }
  const frames = [{ lane: 0, next: 0, depth: 0 }];
  let at = 0;
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const turn = byLane.get(frame.lane)?.[frame.next];
    frame.next += 1;
    if (turn === undefined) frames.pop();
    else {
      if (turn !== turns[at] || frame.depth > MAX_DEPTH) return false;
      at += 1;
      const depth = frame.depth + 1;
      for (const lane of calledBy(turn, calls).toReversed()) frames.push({ lane, next: 0, depth });
    }
  }
  return at === turns.length;
}

function calledBy({ first, last }: Turn, calls: ReadonlyMap<number, readonly number[]>): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => calls.get(first + at) ?? []).flat();
}

async function unitsOf({ text }: ExportStep, enough: number): Promise<number> {
  let units = 0;
  for (const field of Object.values(text))
    for await (const piece of field?.read() ?? []) {
      units += piece.length;
      if (units > enough) return units;
    }
  return units;
}
