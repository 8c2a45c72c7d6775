import { createHash } from "node:crypto";
import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { emptyProblem, tooLongProblem } from "../dialogue/read-records.ts";
import { sha256 } from "../dialogue/task-of.ts";
import { concatBytes } from "../json/bytes.ts";
import { type Line, readLines } from "../json/lines.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { duplicateKeyProblem, noteProblems, problemAt, scanProblem } from "../json/scan-problems.ts";
import { runsOfSpans } from "../spans/runs-of-spans.ts";
import type { Span, SpanEvent, SpanLog } from "../spans/span.ts";
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

/** A line among several, with its place among those that say something; or a document by itself. */
type SourcePart = Omit<Line, "line"> & { at: { line: number; index: number } | null; scan: Scan };
type Scan = ReturnType<typeof scanBytes>;

async function* recordsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<SourcePart | { problem: ImportProblem }> {
  let first: (Line & { scan: Scan }) | null = null;
  let index = 0;
  const document = new LinesOfDocument();
  for await (const line of readLines(bytes, SCAN_LIMITS.recordBytes)) {
    if ("isTooLong" in line) return yield { problem: tooLongProblem(line) };
    if (document.isOpen) document.add(line);
    else if (first === null) {
      first = { ...line, scan: scanBytes(line.bytes) };
      // A first line that stops in the middle of a value is the beginning of a document over several lines.
      if (first.scan.error?.code === "truncated") document.add(line);
    } else {
      if (index === 1) yield { ...first, at: { line: first.line, index: 0 } };
      yield { ...line, at: { line: line.line, index }, scan: scanBytes(line.bytes) };
    }
    if (document.sizeBytes > SCAN_LIMITS.recordBytes) return yield { problem: tooLongProblem(line) };
    index += 1;
  }
  if (first === null) yield { problem: emptyProblem() };
  else if (document.isOpen) yield document.whole(first.byteStart);
  else if (index === 1) yield { ...first, at: null };
}

/** The lines of one document, put together again with every byte where it stood. */
class LinesOfDocument {
  sizeBytes = 0;
  readonly #parts: Uint8Array[] = [];
  #end = 0;

  get isOpen(): boolean {
    return this.#parts.length > 0;
  }

  add({ byteStart, byteEnd, bytes }: Line): void {
    // What stood between the lines is blank.
    const gap = this.#parts.length === 0 ? 0 : byteStart - this.#end;
    this.#parts.push(new Uint8Array(gap).fill(0x0a), bytes);
    this.sizeBytes += gap + bytes.length;
    this.#end = byteEnd;
  }

  whole(byteStart: number): SourcePart {
    const bytes = concatBytes(this.#parts);
    return { at: null, byteStart, byteEnd: this.#end, bytes, scan: scanBytes(bytes) };
  }
}

/** The spans and logs of a file, and what is to be said about its records. */
class FileSpans {
  hasFailed = false;
  readonly #decoder = new SpanDecoder();
  readonly #spans: Span[] = [];
  readonly #logs: SpanLog[] = [];
  readonly #book = new NoteBook();
  readonly #noted = new Set<string>();
  #heldBytes = 0;

  async *add(record: SourcePart): AsyncGenerator<ImportOutcome> {
    const { bytes, byteStart, byteEnd, at } = record;
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > SCAN_LIMITS.recordBytes)
      return yield { type: "problem", problem: tooLongProblem({ line: at?.line ?? 1, byteStart }) };
    const { error, facts } = record.scan;
    const duplicate = facts.duplicateKeys.first;
    if (error || duplicate) {
      const problem = error ? scanProblem(error) : duplicateKeyProblem(duplicate ?? START);
      this.hasFailed = true;
      if (at === null) yield { type: "problem", problem: inFile(problem, record) };
      else yield { type: "failed-record", problem: inFile({ ...problem, severity: "quarantine" }, record) };
      return;
    }
    for (const problem of noteProblems(facts)) {
      if (this.#noted.has(problem.code)) continue;
      this.#noted.add(problem.code);
      yield { type: "problem", problem: inFile(problem, record) };
    }
    const path = at === null ? "" : `[${at.index}]`;
    for await (const found of this.#decoder.read({ byteStart, byteEnd, bytes }, path)) {
      if (found.type === "span") this.#spans.push(found.span);
      else if (found.type === "log") this.#logs.push(found.log);
      else this.#unknown(found.path, found.byteStart);
    }
  }

  /** The spans, each with the log records that name it as further events. */
  withLogs(): Span[] {
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

/** A problem of a record, with its place in the file. */
function inFile(problem: ImportProblem, { at, byteStart }: SourcePart): ImportProblem {
  const byteOffset = (problem.byteOffset ?? 0) + byteStart;
  if (at === null) return { ...problem, byteOffset };
  const { line } = at;
  const message = problem.message.replace(/line \d+, byte \d+/, `line ${line}, byte ${byteOffset}`);
  return { ...problem, message, line, byteOffset };
}
