import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import type { ImportContext } from "../importer.ts";
import { parseValue, readDocument } from "../json/document.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { problemAt } from "../json/scan-problems.ts";
import { withHead } from "../dialogue/with-head.ts";
import { readLog } from "./read-log.ts";
import { runOf } from "./run-of.ts";
import { SessionRows } from "./session-rows.ts";

const LISTS = new Set(["messages", "history"]);

/** Streams a session: a document message by message, or a log whose lines add, change and take back messages. */
export async function* readGemini(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const { head, all } = await withHead(bytes);
  if (isLog(head)) yield* readLog(all, name);
  else yield* readWhole(all, name);
}

/** A log's first line is a whole value, and something follows it. */
function isLog(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head).trimStart();
  const feed = text.indexOf("\n");
  if (feed < 0 || text.slice(feed).trim() === "") return false;
  return scanBytes(new TextEncoder().encode(text.slice(0, feed))).error === null;
}

async function* readWhole(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<ImportOutcome> {
  const session = new SessionRows();
  const facts = new Map<string, unknown>();
  let hasMessages = false;
  let isHeld = false;
  const member = (key: string) => (LISTS.has(key) ? "elements" : "whole");
  for await (const part of readDocument(bytes, { member, rootElements: true })) {
    if (part.type === "problem") {
      isHeld ||= part.problem.severity !== "note";
      yield part;
    } else if (isHeld) continue;
    else if (part.type === "list") hasMessages = true;
    else if (part.type === "value" && part.index !== null) {
      hasMessages = true;
      const { path, index, byteStart, byteEnd } = part;
      const own = part.bytes.slice();
      const place = { sourceIndex: index, sourcePointer: { path, byteStart, byteEnd } };
      yield* asSteps(await session.add({ value: parseValue(own), bytes: own, ...place }));
    } else if (part.type === "value" && part.key !== null) facts.set(part.key, parseValue(part.bytes));
  }
  if (isHeld) return;
  if (!hasMessages) return yield { type: "problem", problem: notASession() };
  yield* asSteps(session.finish());
  for (const problem of session.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(facts, session, 0, name), record: null };
}

function* asSteps(steps: readonly ParsedStep[]): Generator<ImportOutcome> {
  for (const step of steps) yield { type: "step", step };
}

function notASession() {
  const place = { byteOffset: 0, line: 1, path: null };
  const reason = "this has no list of messages";
  return problemAt("quarantine", "not-a-run", place, reason, "Upload the session file that Gemini CLI wrote.");
}
