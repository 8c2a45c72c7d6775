import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { readSession } from "../dialogue/read-session.ts";
import { tooLongProblem } from "../dialogue/source-parts.ts";
import { sha256 } from "../dialogue/task-of.ts";
import { withHead } from "../dialogue/with-head.ts";
import type { ImportContext } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { readDocument } from "../json/document.ts";
import { probeJson } from "../json/probe.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { problemAt } from "../json/scan-problems.ts";
import { JsonNode } from "../traces/json-node.ts";
import { mapTrace } from "./map-trace.ts";
import { isRun, type RunRecord } from "./run-span.ts";

type Entry = Omit<RunRecord, "node"> & { line: number | null; bytes: Uint8Array };
type Part = Entry | { problem: ImportProblem } | { failed: ImportProblem };

const REFUSAL = "this is no run of LangSmith: it has no `run_type` and `id`";
const NEXT_STEP = "Export the runs of a trace as they are, as a list or one a line.";

/**
 * Reads runs of LangSmith, a list, a `{runs}` or one a line, and gives a run for each trace in them, in the order they
 * first appear. The runs of a trace may stand anywhere, so all are held: up to the size cap of one record.
 */
export async function* readLangsmith(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const traces = new Map<string, RunRecord[]>();
  let heldBytes = 0;
  let isSaid = false;
  for await (const part of partsOf(bytes)) {
    if ("problem" in part) {
      yield { type: "problem", problem: part.problem };
      if (part.problem.severity !== "note") return;
    } else if ("failed" in part) {
      isSaid = true;
      yield { type: "failed-record", problem: part.failed };
    } else {
      const { line, bytes: own, ...place } = part;
      const node = new JsonNode(decodeView(own).trim());
      isSaid = true;
      heldBytes += own.length;
      if (heldBytes > SCAN_LIMITS.recordBytes) {
        yield { type: "problem", problem: tooLongProblem({ line: line ?? 1, byteStart: place.byteStart }) };
        return;
      }
      if (!isRun(node)) yield { type: "failed-record", problem: refused(part) };
      else {
        const trace = node.textAt("trace_id") ?? "";
        const records = traces.get(trace) ?? [];
        records.push({ ...place, node });
        traces.set(trace, records);
      }
    }
  }
  if (!isSaid) yield { type: "problem", problem: problemAt("quarantine", "not-a-run", START, REFUSAL, NEXT_STEP) };
  for (const records of traces.values()) yield* outcomesOf(records, traces.size === 1, name);
}

const START = { byteOffset: 0, line: 1, path: null };

/** `isOnly`: the file is this trace. Of several each has the stretch from its first run to its last. */
function* outcomesOf(records: readonly RunRecord[], isOnly: boolean, name: string): Generator<ImportOutcome> {
  const byteStart = isOnly ? 0 : (records[0]?.byteStart ?? 0);
  const byteEnd = records.reduce((end, record) => Math.max(end, record.byteEnd), 0);
  const { steps, run, notes } = mapTrace(records, byteStart, name);
  for (const problem of notes)
    yield { type: "problem", problem: { ...problem, byteOffset: (problem.byteOffset ?? 0) + byteStart } };
  for (const step of steps) yield { type: "step", step };
  // Runs of other traces may stand between: the trace is named by its own.
  const named = sha256(records.map(({ node }) => sha256(node.source)).join(":"));
  yield { type: "run", run, record: isOnly ? null : { line: null, byteStart, byteEnd, sha256: named } };
}

async function* partsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  const { head, all } = await withHead(bytes);
  const { root, members } = probeJson(head);
  if (root === "array" || members.get("runs") === "array") return yield* listed(all);
  for await (const line of readSession(all)) {
    if ("problem" in line) {
      const { problem } = line;
      if (problem.code === "broken-line") yield { failed: brokenProblem(problem) };
      else yield { problem };
    } else if (!line.isBroken) yield { ...line, path: `[${line.index}]` };
  }
}

async function* listed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  const member = (key: string) => (key === "runs" ? ("elements" as const) : ("skip" as const));
  for await (const part of readDocument(bytes, { member, rootElements: true })) {
    if (part.type === "problem") yield { problem: part.problem };
    if (part.type !== "value" || part.index === null) continue;
    const { path, index, byteStart, byteEnd } = part;
    yield { path, index, byteStart, byteEnd, line: null, bytes: part.bytes.slice() };
  }
}

function brokenProblem({ line, byteOffset }: ImportProblem): ImportProblem {
  const place = { byteOffset: byteOffset ?? 0, line: line ?? 1, path: null };
  const nextStep = "Repair it or export its trace again; the other runs are read.";
  return problemAt("quarantine", "broken-line", place, "this line is no sound JSON", nextStep);
}

function refused({ path, line, byteStart }: Entry): ImportProblem {
  const place = { byteOffset: byteStart, line: line ?? 1, path: path || null };
  const problem = problemAt("quarantine", "not-a-run", place, REFUSAL, NEXT_STEP);
  return line === null
    ? { ...problem, message: `At ${path} (byte ${byteStart}): ${REFUSAL}. ${NEXT_STEP}`, line }
    : problem;
}
