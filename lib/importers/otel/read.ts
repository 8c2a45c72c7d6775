import { createHash } from "node:crypto";
import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { inFile, type SourcePart, sourceParts, tooLongProblem } from "../dialogue/source-parts.ts";
import { sha256 } from "../dialogue/task-of.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { duplicateKeyProblem, noteProblems, problemAt, scanProblem } from "../json/scan-problems.ts";
import { runsOfSpans } from "./runs-of-spans.ts";
import type { OtelSpan, SpanEvent, SpanLog } from "./otel-span.ts";
import { SpanDecoder } from "./spans-of-record.ts";

const START = { byteOffset: 0, line: 1, path: null };

/**
 * Streams spans, a record on each line or in one document, and then a run for each trace. The spans of a trace may
 * stand anywhere in the file, so all of them are held: at most 256 MiB of source, beyond it the file is refused.
 */
export async function* readTraces(bytes: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<ImportOutcome> {
  const whole = createHash("sha256");
  let sizeBytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      whole.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  }
  const file = new FileSpans();
  for await (const record of recordsOf(counted())) {
    if ("problem" in record) return yield { type: "problem", problem: record.problem };
    for await (const outcome of file.add(record)) {
      yield outcome;
      if (outcome.type === "problem" && outcome.problem.severity !== "note") return;
    }
  }
  const { runs, left } = runsOfSpans(file.withLogs(), fileName);
  for (const problem of file.problems(left)) yield { type: "problem", problem };
  if (runs.length === 0 && !file.hasFailed) yield { type: "problem", problem: noRunProblem(left) };
  // A trace among others is named by the file and its id.
  const sum = whole.digest("hex");
  const isAlone = runs.length === 1 && left === 0;
  for (const { steps, run, notes, traceId } of runs) {
    for (const problem of notes) yield { type: "problem", problem };
    for (const step of steps) yield { type: "step", step };
    const record = { line: null, byteStart: 0, byteEnd: sizeBytes, sha256: sha256(`${sum}:${traceId ?? ""}`) };
    yield { type: "run", run, record: isAlone ? null : record };
  }
}

/** A record of the file; `index` is its place among several, null where it is the only one. */
type FileRecord = SourcePart & { index: number | null };

async function* recordsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord | { problem: ImportProblem }> {
  let first: SourcePart | null = null;
  let index = 0;
  for await (const part of sourceParts(bytes)) {
    if ("problem" in part) return yield part;
    if (index === 0) first = part;
    else {
      if (first) yield { ...first, index: 0 };
      first = null;
      yield { ...part, index };
    }
    index += 1;
  }
  if (first) yield { ...first, line: null, index: null };
}

/** The spans and logs of a file, and what is to be said about its records. */
class FileSpans {
  hasFailed = false;
  readonly #decoder = new SpanDecoder();
  readonly #spans: OtelSpan[] = [];
  readonly #logs: SpanLog[] = [];
  readonly #book = new NoteBook();
  readonly #noted = new Set<string>();
  #heldBytes = 0;

  async *add(record: FileRecord): AsyncGenerator<ImportOutcome> {
    const { bytes, byteStart, byteEnd, line, index, scan } = record;
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > SCAN_LIMITS.recordBytes)
      return yield { type: "problem", problem: tooLongProblem({ line: line ?? 1, byteStart }) };
    const { error, facts } = scan;
    const duplicate = facts.duplicateKeys.first;
    if (error || duplicate) {
      const problem = error ? scanProblem(error) : duplicateKeyProblem(duplicate ?? START);
      this.hasFailed = true;
      if (index === null) yield { type: "problem", problem: inFile(problem, record) };
      else yield { type: "failed-record", problem: inFile({ ...problem, severity: "quarantine" }, record) };
      return;
    }
    for (const problem of noteProblems(facts)) {
      if (this.#noted.has(problem.code)) continue;
      this.#noted.add(problem.code);
      yield { type: "problem", problem: inFile(problem, record) };
    }
    const path = index === null ? "" : `[${index}]`;
    for await (const found of this.#decoder.read({ byteStart, byteEnd, bytes }, path)) {
      if (found.type === "span") this.#spans.push(found.span);
      else if (found.type === "log") this.#logs.push(found.log);
      else this.#unknown(found.path, found.byteStart);
    }
  }

  /** The spans, each with the log records that name it as further events. */
  withLogs(): OtelSpan[] {
    if (this.#logs.length === 0) return this.#spans;
    const bySpan = new Map<string, SpanEvent[]>();
    for (const { traceId, spanId, event } of this.#logs) {
      const key = `${traceId}:${spanId}`;
      const events = bySpan.get(key) ?? [];
      events.push(event);
      bySpan.set(key, events);
    }
    return this.#spans.map((span) => {
      const more = bySpan.get(`${span.traceId ?? ""}:${span.spanId ?? ""}`);
      return more ? { ...span, events: [...span.events, ...more] } : span;
    });
  }

  problems(left: number): ImportProblem[] {
    const reason = `${left} of the traces hold nothing of a model, a tool or an agent`;
    if (left > 0) this.#book.add("other-traces", reason, "They are no runs; the raw file keeps them.", HERE);
    return this.#book.problems();
  }

  #unknown(path: string, byteOffset: number): void {
    const reason = "this is no span: it has no id and no name, nor attributes of a model, tool or agent";
    this.#book.add("unknown-record", reason, "It is only in the raw file; look at its source.", { path, byteOffset });
  }
}

const HERE = { path: "the file", byteOffset: 0 };

function noRunProblem(left: number): ImportProblem {
  const reason =
    left === 0 ? "there is no span in this file" : "no trace in this file holds a span of a model, a tool or an agent";
  const nextStep = "Export the traces of an agent: OTLP, a dump of spans, or rows of Phoenix.";
  return problemAt("quarantine", "not-a-run", START, reason, nextStep);
}
