import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { readSession, type SessionLine } from "../dialogue/read-session.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { MessageLog } from "./message-log.ts";
import { runOf } from "./run-of.ts";
import { RewindLine, SetLine } from "./schema.ts";
import { type Entry, SessionRows } from "./session-rows.ts";

/**
 * Streams the log of a session: a header, then messages, each written again whenever it changes, and patches. What may
 * still change is held, up to the bound of `MessageLog`; everything else is handed over.
 */
export async function* readLog(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<ImportOutcome> {
  const session = new SessionRows();
  const log = new MessageLog(session.book);
  const facts = new Map<string, unknown>();
  for await (const line of readSession(bytes)) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
    } else yield* mapped(session, await replay(line, log, facts));
  }
  yield* mapped(session, log.rest());
  for (const step of session.finish()) yield { type: "step", step };
  for (const problem of session.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(facts, session, log.rewound, name), record: null };
}

async function* mapped(session: SessionRows, entries: readonly Entry[]): AsyncGenerator<ImportOutcome> {
  for (const entry of entries) for (const step of await session.add(entry)) yield { type: "step", step };
}

/** One line onto the log; gives back the entries that are settled by it. */
async function replay(line: SessionLine, log: MessageLog, facts: Map<string, unknown>): Promise<Entry[]> {
  const entry = entryOf(line);
  const rewind = RewindLine.safeParse(line.value).data;
  if (rewind) {
    log.rewind(rewind.$rewindTo, entry);
    return [];
  }
  const patch = SetLine.safeParse(line.value).data;
  if (patch) {
    const slice = await memberSlice(line.bytes, "$set");
    return applySet(patch.$set, log, facts, slice && { ...slice, path: "$set", entry });
  }
  const record = new Map<string, unknown>(isObject(line.value) ? Object.entries(line.value) : []);
  const id = record.get("id");
  // A header comes first, and again when a session is taken up.
  if (record.has("sessionId") && !record.has("type")) {
    const whole = { byteStart: 0, byteEnd: line.bytes.length, bytes: line.bytes, path: "", entry };
    return applySet(Object.fromEntries(record), log, facts, whole);
  }
  return log.put(typeof id === "string" ? id : null, entry);
}

type Owner = { path: string; byteStart: number; bytes: Uint8Array; entry: Entry };

/**
 * New facts of the session. A list of messages is what the model sees from here on, as after its context was
 * compressed: those that are new are added, and those that are known stand where they first stood.
 */
async function applySet(
  patch: object,
  log: MessageLog,
  facts: Map<string, unknown>,
  owner: Owner | null,
): Promise<Entry[]> {
  const settled: Entry[] = [];
  for (const [key, value] of Object.entries(patch)) if (key !== "messages") facts.set(key, value);
  if (owner === null || !("messages" in patch) || !Array.isArray(patch.messages)) return settled;
  const { sourceIndex, sourcePointer } = owner.entry;
  for (const [at, slice] of (await elementSlices(owner.bytes, "messages")).entries()) {
    const value = parseValue(slice.bytes);
    const id = isObject(value) && "id" in value && typeof value.id === "string" ? value.id : null;
    if (id !== null && log.has(id)) continue;
    const byteStart = sourcePointer.byteStart + owner.byteStart + slice.byteStart;
    const path = `${owner.path === "" ? "" : `${owner.path}.`}messages[${at}]`;
    const place = { path: `${sourcePointer.path}.${path}`, byteStart, byteEnd: byteStart + slice.bytes.length };
    settled.push(...log.put(id, { value, bytes: slice.bytes, sourceIndex, sourcePointer: place }));
  }
  return settled;
}

function entryOf({ value, bytes, index, byteStart, byteEnd }: SessionLine): Entry {
  return { value, bytes, sourceIndex: index, sourcePointer: { path: `[${index}]`, byteStart, byteEnd } };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
