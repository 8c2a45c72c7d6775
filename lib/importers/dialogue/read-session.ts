import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { parseValue } from "../json/document.ts";
import { readLines } from "../json/lines.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { duplicateKeyProblem, noteProblems, problemAt } from "../json/scan-problems.ts";
import { emptyProblem, inFile, tooLongProblem } from "./source-parts.ts";

/**
 * A line of a session's log: `value` is its JSON, `bytes` as they stand in the file, `index` counts lines that say
 * something from 0. A line that is no JSON has `isBroken`; what it holds is kept as a generic step and counted.
 */
export type SessionLine = {
  index: number;
  line: number;
  byteStart: number;
  byteEnd: number;
  bytes: Uint8Array;
  value: unknown;
  isBroken: boolean;
};

/**
 * Streams the log of one session, a JSON value on each line. A tool that was killed leaves half a line: that is a note,
 * and the session goes on. After a problem that is no note nothing follows.
 */
export async function* readSession(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<SessionLine | { problem: ImportProblem }> {
  let index = 0;
  const noted = new Set<string>();
  for await (const line of readLines(source, SCAN_LIMITS.recordBytes)) {
    if ("isTooLong" in line) return yield { problem: tooLongProblem(line) };
    const { error, facts } = scanBytes(line.bytes);
    const duplicate = facts.duplicateKeys.first;
    if (error === null && duplicate) return yield { problem: inFile(duplicateKeyProblem(duplicate), line) };
    if (error !== null) {
      const reason = `this line is no sound JSON (${error.code}), as when a tool was killed while it wrote`;
      const nextStep = "It is kept as a generic step; look at its source.";
      const place = { byteOffset: line.byteStart, line: line.line, path: null };
      yield { problem: problemAt("note", "broken-line", place, reason, nextStep) };
    } else {
      for (const problem of noteProblems(facts)) {
        if (noted.has(problem.code)) continue;
        noted.add(problem.code);
        yield { problem: inFile(problem, line) };
      }
    }
    yield { ...line, index, value: error === null ? parseValue(line.bytes) : null, isBroken: error !== null };
    index += 1;
  }
  if (index === 0) yield { problem: emptyProblem() };
}
