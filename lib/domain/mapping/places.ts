import type { FieldMapping, RunsPlace } from "./field-mapping.ts";
import { type JsonPointer, listIndex, pointerTokens, writePointer } from "./json-pointer.ts";

/** Places in a sample, where `*` is any element: of the records, of their steps, and of the calls of a step. */
export type Bases = { record: string[]; step: string[]; call: string[] | null };

const ANY = "*";

/** Where the records, steps and calls of a mapping stand in a sample. */
export function basesOf({ runs, steps, calls }: Pick<FieldMapping, "runs" | "steps" | "calls">): Bases {
  const record = recordBase(runs);
  const isRow = runs.at === "rows" || runs.at === "log";
  const step = isRow ? record : [...record, ...pointerTokens(steps), ANY];
  return { record, step, call: calls === null ? null : [...step, ...pointerTokens(calls), ANY] };
}

function recordBase(runs: RunsPlace): string[] {
  switch (runs.at) {
    case "document":
      return [];
    case "lines":
    case "log":
      return [ANY];
    case "each":
      return [...pointerTokens(runs.list), ANY];
    case "rows":
      return [...pointerTokens(runs.list ?? ""), ANY];
  }
}

/** The place of a sample's value relative to a base; null where it does not stand inside one. */
export function relativeTo(pointer: JsonPointer, base: readonly string[]): JsonPointer | null {
  const tokens = pointerTokens(pointer);
  const isInside = base.every((token, at) =>
    token === ANY ? listIndex(tokens[at] ?? "") !== null : token === tokens[at],
  );
  return isInside ? writePointer(tokens.slice(base.length)) : null;
}

/** Where the runs and steps are if the list at this place of a sample is one of steps. */
export function stepsListAt(pointer: JsonPointer, isLines: boolean): Pick<FieldMapping, "runs" | "steps"> {
  const tokens = pointerTokens(pointer);
  if (isLines) return { runs: { at: "lines" }, steps: writePointer(tokens.slice(1)) };
  const element = tokens.findIndex((token) => listIndex(token) !== null);
  if (element < 0) return { runs: { at: "document" }, steps: pointer };
  return {
    runs: { at: "each", list: writePointer(tokens.slice(0, element)) },
    steps: writePointer(tokens.slice(element + 1)),
  };
}
