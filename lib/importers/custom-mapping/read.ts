import type { FieldMapping } from "../../domain/mapping/field-mapping.ts";
import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { readSession } from "../dialogue/read-session.ts";
import { sha256 } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { problemAt } from "../json/scan-problems.ts";
import { once } from "../json/slices.ts";
import { mapRecord } from "./map-record.ts";
import { MappedRows } from "./mapped-rows.ts";
import { type Piece, readPieces } from "./pieces.ts";
import { inFile } from "./problem-places.ts";
import { readRows } from "./read-rows.ts";

/** Streams a file through a mapping: one run, a run for each record, or rows grouped into runs. */
export async function* readMapped(
  bytes: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const { runs } = mapping;
  if (runs.at === "rows") return yield* readRows(bytes, mapping, runs, context);
  if (runs.at === "document") return yield* readWhole(bytes, mapping, context);
  if (runs.at === "log") return yield* readLog(bytes, mapping, context);
  let isSaid = false;
  for await (const piece of readPieces(bytes, runs.at === "each" ? runs.list : null)) {
    if ("problem" in piece) yield { type: "problem", problem: piece.problem };
    else yield* readPiece(piece, mapping, context);
    isSaid ||= !("problem" in piece) || piece.problem.severity !== "note";
  }
  if (!isSaid) yield { type: "problem", problem: noSteps(mapping) };
}

/** A file that is one run: it streams, and a fault holds it back whole. */
async function* readWhole(
  bytes: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const rows = new MappedRows(mapping);
  for await (const mapped of mapRecord(bytes, mapping, rows)) {
    yield mapped;
    if (mapped.type === "problem" && mapped.problem.severity !== "note") return;
  }
  const { steps, run, notes } = rows.finish(name);
  if (run.stepCount === 0) return yield { type: "problem", problem: noSteps(mapping) };
  for (const problem of notes) yield { type: "problem", problem };
  for (const step of steps) yield { type: "step", step };
  yield { type: "run", run, record: null };
}

/** A file whose lines are the steps of one run; a line that breaks off is kept as a generic step. */
async function* readLog(
  bytes: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const rows = new MappedRows(mapping);
  for await (const line of readSession(bytes)) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
      continue;
    }
    const part = { value: line.value, bytes: line.bytes };
    const place = { path: `line ${line.line}`, byteStart: line.byteStart, byteEnd: line.byteEnd };
    if (!line.isBroken) await rows.addFacts(part, "");
    for (const step of line.isBroken ? rows.addBroken(part, place) : await rows.add(part, place))
      yield { type: "step", step };
  }
  const { steps, run, notes } = rows.finish(name);
  for (const problem of notes) yield { type: "problem", problem };
  for (const step of steps) yield { type: "step", step };
  yield { type: "run", run, record: null };
}

/** A record of many: a fault holds back itself alone. */
async function* readPiece(piece: Piece, mapping: FieldMapping, { name }: ImportContext): AsyncGenerator<ImportOutcome> {
  const rows = new MappedRows(mapping);
  for await (const mapped of mapRecord(once(piece.bytes), mapping, rows)) {
    if (mapped.type === "step") yield mapped;
    else if (mapped.problem.severity === "note") yield { type: "problem", problem: inFile(mapped.problem, piece) };
    else return yield { type: "failed-record", problem: inFile(heldBack(mapped.problem), piece) };
  }
  const { steps, run, notes } = rows.finish(name);
  if (run.stepCount === 0) return yield { type: "failed-record", problem: inFile(noSteps(mapping), piece) };
  for (const problem of notes) yield { type: "problem", problem: inFile(problem, piece) };
  for (const step of steps) yield { type: "step", step };
  const { byteStart, byteEnd, line } = piece;
  yield { type: "run", run, record: { byteStart, byteEnd, line, sha256: sha256(piece.bytes) } };
}

function heldBack(problem: ImportProblem): ImportProblem {
  return { ...problem, severity: "quarantine" };
}

function noSteps({ runs, steps }: FieldMapping): ImportProblem {
  const list = runs.at === "each" && steps === "" ? runs.list : steps;
  const where = list === "" ? "it is no list of them itself" : `there is no list with any at ${list}`;
  const nextStep = "Compare the places of the mapping with this file.";
  return problemAt("quarantine", "no-steps", { byteOffset: 0, line: 1, path: null }, `no steps: ${where}`, nextStep);
}
