import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { emptyProblem, tooLongProblem } from "../dialogue/source-parts.ts";
import type { ImportContext } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { type Line, readLines } from "../json/lines.ts";
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
  let before: Line | null = null;
  for await (const line of readLines(bytes, SCAN_LIMITS.recordBytes)) {
    if ("isTooLong" in line) return yield { type: "problem", problem: tooLongProblem(line) };
    const text = decodeView(line.bytes);
    const time = BEGUN.exec(text)?.groups?.time;
    if (time !== undefined) {
      if (session) yield* session.finish(name);
      session = new Session(line, time);
    } else if (session) for (const step of session.add(line, text)) yield { type: "step", step };
    else before ??= line;
  }
  if (session) {
    if (before) yield { type: "problem", problem: beforeSessions(before) };
    yield* session.finish(name);
  } else if (before) yield { type: "problem", problem: noSession() };
  else yield { type: "problem", problem: emptyProblem() };
}

function beforeSessions({ line, byteStart }: Line): ImportProblem {
  const place = { byteOffset: byteStart, line, path: null };
  const reason = "these lines stand before the first session and belong to none";
  return problemAt("note", "before-sessions", place, reason, "The raw file keeps them.");
}

function noSession(): ImportProblem {
  const place = { byteOffset: 0, line: 1, path: null };
  const next = "A session begins with `# aider chat started at` and the time.";
  return problemAt("quarantine", "not-a-run", place, "this history has no session", next);
}
