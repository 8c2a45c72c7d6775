import { isWithin, type JsonPointer, pointerTokens, writePointer } from "../../domain/mapping/json-pointer.ts";
import { type FieldMapping, RUN_SLOTS } from "../../domain/mapping/field-mapping.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { parseValue, readDocument } from "../json/document.ts";
import type { DocumentPlan, DocumentValue } from "../json/document-plan.ts";
import { elementSlices } from "../json/slices.ts";
import { pathOf, sliceAt } from "./field-values.ts";
import type { MappedRows } from "./mapped-rows.ts";

export type Mapped = { type: "step"; step: ParsedStep } | { type: "problem"; problem: ImportProblem };

/**
 * Streams one record, a JSON text, through a mapping: its facts go into `rows`, its steps come out as they are ready.
 * A list of steps that is the record itself or a member of it is read element by element, so that one step is in memory
 * at a time; members nobody asked for are never built. Places are relative to the record.
 */
export async function* mapRecord(
  bytes: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  rows: MappedRows,
): AsyncGenerator<Mapped> {
  for await (const part of readDocument(bytes, planOf(mapping))) {
    if (part.type === "problem") yield part;
    if (part.type !== "value") continue;
    const base = writePointer([...(part.key === null ? [] : [part.key]), ...(part.index === null ? [] : [part.index])]);
    const value = parseValue(part.bytes);
    await rows.addFacts({ value, bytes: part.bytes }, base);
    const list = writePointer(pointerTokens(base).slice(0, -1));
    const isElement = part.index !== null && mapping.steps === list;
    const steps = isElement ? await rows.add({ value, bytes: part.bytes.slice() }, placeOf(part)) : [];
    for (const step of steps) yield { type: "step", step };
    if (!isElement && isWithin(mapping.steps, base)) yield* innerSteps(part, mapping.steps.slice(base.length), rows);
  }
}

/** Only members that a place leads into are handed over. */
function planOf({ steps, run }: FieldMapping): DocumentPlan {
  const [list, ...deeper] = pointerTokens(steps);
  const wanted = new Set(RUN_SLOTS.flatMap((slot) => pointerTokens(run[slot] ?? "").slice(0, 1)));
  return {
    member: (key) => {
      if (key === list) return deeper.length === 0 ? "elements" : "whole";
      return wanted.has(key) ? "whole" : "skip";
    },
    rootElements: true,
  };
}

/** Steps of a list deeper inside a part. */
async function* innerSteps(part: DocumentValue, pointer: JsonPointer, rows: MappedRows): AsyncGenerator<Mapped> {
  const list = await sliceAt(part.bytes.slice(), pointer);
  const path = part.path + pathOf(pointerTokens(pointer));
  for (const [at, { byteStart, byteEnd, bytes }] of (list ? await elementSlices(list.bytes, null) : []).entries()) {
    const from = part.byteStart + (list?.byteStart ?? 0);
    const place = { path: `${path}[${at}]`, byteStart: from + byteStart, byteEnd: from + byteEnd };
    const steps = await rows.add({ value: parseValue(bytes), bytes }, place);
    for (const step of steps) yield { type: "step", step };
  }
}

function placeOf({ path, byteStart, byteEnd }: DocumentValue) {
  return { path, byteStart, byteEnd };
}
