import type { ImportProblem, ReadingPlace } from "../../domain/record/import-outcome.ts";
import { concatBytes } from "../json/bytes.ts";
import { type Line, type LongLine, readLines } from "../json/lines.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { problemAt, scanProblem } from "../json/scan-problems.ts";

/** A line of a file, or the one document over several lines that it is: then `line` is null. `scan` is of its bytes. */
export type SourcePart = {
  line: number | null;
  byteStart: number;
  byteEnd: number;
  bytes: Uint8Array;
  scan: ReturnType<typeof scanBytes>;
};

/**
 * The records of a file: JSONL, or one document, pretty-printed or not. After a problem nothing follows. `from` is where
 * a line of JSONL begins, where reading goes on.
 */
export async function* sourceParts(
  bytes: AsyncIterable<Uint8Array>,
  from: ReadingPlace | null = null,
): AsyncGenerator<SourcePart | { problem: ImportProblem }> {
  const document: Line[] = [];
  let isEmpty = from === null;
  for await (const line of readLines(bytes, SCAN_LIMITS.recordBytes, from ?? undefined)) {
    if ("isTooLong" in line) return yield { problem: tooLongProblem(line) };
    const [first] = document;
    const scan = first ? null : scanBytes(line.bytes);
    // A first line that stops in the middle of a value is the beginning of a document over several lines.
    if (scan && !(isEmpty && scan.error?.code === "truncated")) yield { ...line, scan };
    else document.push(line);
    if (first && line.byteEnd - first.byteStart > SCAN_LIMITS.recordBytes)
      return yield { problem: tooLongProblem(first) };
    isEmpty = false;
  }
  if (isEmpty) yield { problem: emptyProblem() };
  if (document.length > 0) yield wholeOf(document);
}

/** The lines of one document, put together again with every byte where it stood. */
function wholeOf(lines: readonly Line[]): SourcePart {
  const byteStart = lines[0]?.byteStart ?? 0;
  let byteEnd = byteStart;
  const pieces: Uint8Array[] = [];
  for (const line of lines) {
    // What stood between the lines is blank; filling it up keeps every offset where it was.
    pieces.push(new Uint8Array(line.byteStart - byteEnd).fill(0x0a), line.bytes);
    byteEnd = line.byteEnd;
  }
  const bytes = concatBytes(pieces);
  return { line: null, byteStart, byteEnd, bytes, scan: scanBytes(bytes) };
}

/** A file without content. */
export function emptyProblem(): ImportProblem {
  const place = { byteOffset: 0, line: 1, path: null };
  return scanProblem({ code: "empty", place, detail: "there is nothing in this file" });
}

/** A line over the cap of one record. */
export function tooLongProblem({ line, byteStart }: Pick<LongLine, "line" | "byteStart">): ImportProblem {
  const place = { byteOffset: byteStart, line, path: null };
  const reason = "this line is over the size cap of one record";
  return problemAt("reject", "too-large", place, reason, "Split it and upload it again.");
}

/** A problem of a part, with its place in the file. */
export function inFile(
  problem: ImportProblem,
  { line, byteStart }: Pick<SourcePart, "line" | "byteStart">,
): ImportProblem {
  const byteOffset = (problem.byteOffset ?? 0) + byteStart;
  if (line === null) return { ...problem, byteOffset };
  const message = problem.message.replace(/line \d+, byte \d+/, `line ${line}, byte ${byteOffset}`);
  return { ...problem, message, line, byteOffset };
}
