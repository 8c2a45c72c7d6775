import { type JsonPointer, pointerTokens } from "../../domain/mapping/json-pointer.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { emptyProblem, tooLongProblem } from "../dialogue/source-parts.ts";
import { readDocument } from "../json/document.ts";
import type { DocumentPlan } from "../json/document-plan.ts";
import { readLines } from "../json/lines.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { elementSlices } from "../json/slices.ts";
import { pathOf, sliceAt } from "./field-values.ts";

/** One record of many: a line, or an element of a list; bytes of the file, `[byteStart, byteEnd)`. */
export type Piece = { path: string; line: number | null; byteStart: number; byteEnd: number; bytes: Uint8Array };

/** Streams the records of a file: its lines, or the elements of the list at a place. After a refusal nothing follows. */
export async function* readPieces(
  bytes: AsyncIterable<Uint8Array>,
  list: JsonPointer | null,
): AsyncGenerator<Piece | { problem: ImportProblem }> {
  if (list !== null) return yield* readElements(bytes, list);
  let isEmpty = true;
  for await (const line of readLines(bytes, SCAN_LIMITS.recordBytes)) {
    isEmpty = false;
    if ("isTooLong" in line) return yield { problem: tooLongProblem(line) };
    yield { ...line, path: "" };
  }
  if (isEmpty) yield { problem: emptyProblem() };
}

async function* readElements(
  bytes: AsyncIterable<Uint8Array>,
  list: JsonPointer,
): AsyncGenerator<Piece | { problem: ImportProblem }> {
  const [member, ...deeper] = pointerTokens(list);
  const isDirect = deeper.length === 0;
  const plan: DocumentPlan = {
    member: (key) => (key !== member ? "skip" : isDirect ? "elements" : "whole"),
    rootElements: member === undefined,
  };
  for await (const part of readDocument(bytes, plan)) {
    if (part.type === "problem") yield { problem: part.problem };
    if (part.type !== "value") continue;
    const { path, byteStart, byteEnd } = part;
    const copy = part.bytes.slice();
    if (part.index !== null) yield { path, line: null, byteStart, byteEnd, bytes: copy };
    else if (!isDirect) {
      const inner = await sliceAt(copy, list.slice(list.indexOf("/", 1)));
      const base = path + pathOf(deeper);
      const from = byteStart + (inner?.byteStart ?? 0);
      for (const [at, slice] of (inner ? await elementSlices(inner.bytes, null) : []).entries())
        yield {
          path: `${base}[${at}]`,
          line: null,
          byteStart: from + slice.byteStart,
          byteEnd: from + slice.byteEnd,
          bytes: slice.bytes,
        };
    }
  }
}
