import { createHash } from "node:crypto";
import type { FieldMapping } from "../../domain/mapping/field-mapping.ts";
import type { JsonPointer } from "../../domain/mapping/json-pointer.ts";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import type { ImportContext } from "../importer.ts";
import { parseValue } from "../json/document.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { duplicateKeyProblem, problemAt, scanProblem } from "../json/scan-problems.ts";
import { textAt } from "./field-values.ts";
import { MappedRows } from "./mapped-rows.ts";
import { type Piece, readPieces } from "./pieces.ts";
import { inFile } from "./problem-places.ts";

type Group = {
  rows: MappedRows;
  steps: ParsedStep[];
  first: Piece;
  byteEnd: number;
  hash: ReturnType<typeof createHash>;
};

/**
 * Runs whose rows may stand anywhere in the file, told apart by a field. A run is whole only at the end of the file, so
 * the rows are held until then, at most the size cap of one record in all. Places of steps are relative to the run's
 * first row, and the run's bytes reach from there to its last.
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  place: { list: JsonPointer | null; by: JsonPointer },
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const groups = new Map<string, Group>();
  let heldBytes = 0;
  for await (const piece of readPieces(bytes, place.list)) {
    if ("problem" in piece) {
      yield { type: "problem", problem: piece.problem };
      if (piece.problem.severity !== "note") return;
      continue;
    }
    heldBytes += piece.bytes.length;
    if (heldBytes > SCAN_LIMITS.recordBytes) return yield { type: "problem", problem: tooManyRows(piece) };
    const problem = await addRow(groups, piece, mapping, place.by);
    if (problem) yield { type: "failed-record", problem: inFile(problem, piece) };
  }
  for (const [id, { rows, steps, first, byteEnd, hash }] of groups) {
    const { steps: rest, run, notes } = rows.finish(name);
    for (const problem of notes) yield { type: "problem", problem: inFile(problem, { ...first, line: null }) };
    for (const step of [...steps, ...rest]) yield { type: "step", step };
    const record = { byteStart: first.byteStart, byteEnd, line: first.line, sha256: hash.digest("hex") };
    yield { type: "run", run: { ...run, runId: run.runId ?? id }, record };
  }
}

async function addRow(groups: Map<string, Group>, piece: Piece, mapping: FieldMapping, by: JsonPointer) {
  const start = { byteOffset: 0, line: 1, path: null };
  const { error, facts } = scanBytes(piece.bytes);
  if (error) return scanProblem(error);
  if (facts.duplicateKeys.first) return duplicateKeyProblem(facts.duplicateKeys.first);
  const part = { value: parseValue(piece.bytes), bytes: piece.bytes };
  const id = await textAt(part, by);
  if (id === null) {
    const reason = `this row has nothing at ${by}, which tells the runs apart`;
    return problemAt("quarantine", "no-run-field", start, reason, "Choose another field, or mend the row.");
  }
  const { byteStart, byteEnd, path, line } = piece;
  const fresh = { rows: new MappedRows(mapping), steps: [], first: { ...piece, bytes: new Uint8Array() }, byteEnd };
  const group = groups.get(id) ?? { ...fresh, hash: createHash("sha256") };
  if (groups.has(id)) group.hash.update("\n");
  groups.set(id, group);
  group.hash.update(piece.bytes);
  group.byteEnd = byteEnd;
  await group.rows.addFacts(part, "");
  const from = group.first.byteStart;
  const pointer = { path: path || `line ${line}`, byteStart: byteStart - from, byteEnd: byteEnd - from };
  group.steps.push(...(await group.rows.add(part, pointer)));
  return null;
}

function tooManyRows({ byteStart, line }: Piece) {
  const place = { byteOffset: byteStart, line: line ?? 1, path: null };
  const reason = "rows of several runs are held until the file ends, and here they are over the size cap";
  return problemAt("quarantine", "too-large", place, reason, "Split the file so that each part holds whole runs.");
}
