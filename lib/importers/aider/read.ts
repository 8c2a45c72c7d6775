import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { emptyProblem, tooLongProblem } from "../dialogue/read-records.ts";
import type { ImportContext } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { readLines } from "../json/lines.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { problemAt } from "../json/scan-problems.ts";
import { Session } from "./session.ts";

const BEGUN = /^# aider chat started at (?<time>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\s*$/;

/** Streams a history, which may hold years of chats: one block of one session is in memory at a time. */
export async function* readAider(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  let session: Session | null = null;
  let runs = 0;
  let hasLines = false;
  for await (const line of readLines(bytes, SCAN_LIMITS.recordBytes)) {
    if ("isTooLong" in line) return yield { type: "problem", problem: tooLongProblem(line) };
    hasLines = true;
    const text = decodeView(line.bytes);
    const time = BEGUN.exec(text)?.groups?.time;
    if (time !== undefined) {
      if (session) yield* session.finish(name);
      session = new Session(line, time);
      runs += 1;
    } else if (session) for (const step of session.add(line, text)) yield { type: "step", step };
  }
  if (session) yield* session.finish(name);
  if (!hasLines) yield { type: "problem", problem: emptyProblem() };
  else if (runs === 0) {
    const start = { byteOffset: 0, line: 1, path: null };
    const next = "A session begins with `# aider chat started at` and the time.";
    yield {
      type: "problem",
      problem: problemAt("quarantine", "not-a-run", start, "this history has no session", next),
    };
  }
}
