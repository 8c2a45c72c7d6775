import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import { LiveHeadLine, type LiveHeader, LiveLine, type LiveSeal } from "../../domain/record/live.ts";
import type { ParsedStep, SourcePointer } from "../../domain/record/step.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { readSession, type SessionLine } from "../dialogue/read-session.ts";
import type { ImportContext } from "../importer.ts";
import { emptyCursor, gapStep, type LiveCursor, nextStep, unknownStep } from "./live-steps.ts";
import { runOfLive } from "./run-of-live.ts";

/** Streams a live run: what it was as it was sent, in the order it was published. */
export async function* readLive(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const cursor = emptyCursor();
  const book = new NoteBook();
  let header: LiveHeader | null = null;
  let seal: LiveSeal | null = null;
  let unknownRecords = 0;
  for await (const line of readSession(bytes)) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
      continue;
    }
    if (header === null) {
      header = LiveHeadLine.safeParse(line.value).data?.run ?? null;
      if (header === null) return yield { type: "problem", problem: noHead(line) };
      continue;
    }
    const said = LiveLine.safeParse(line.value).data;
    if (said && "seal" in said) seal = said.seal;
    else yield { type: "step", step: said ? stepOf(cursor, said, line) : unknown(cursor, line, book) };
    if (!said) unknownRecords += 1;
  }
  if (header === null) return;
  for (const problem of book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: { ...runOfLive(header, cursor, seal, name), unknownRecords }, record: null };
}

function stepOf(cursor: LiveCursor, said: Exclude<LiveLine, { seal: LiveSeal }>, line: SessionLine): ParsedStep {
  return "step" in said ? nextStep(cursor, said.step, pointerOf(line)) : gapStep(cursor, said.gap, pointerOf(line));
}

function unknown(cursor: LiveCursor, line: SessionLine, book: NoteBook): ParsedStep {
  const place = { path: `[${line.index}]`, byteOffset: line.byteStart };
  if (!line.isBroken)
    book.add(
      "unknown-record",
      "this line is no step, gap or end of a live run",
      "It is kept as a generic step.",
      place,
    );
  return unknownStep(cursor, new TextDecoder().decode(line.bytes), line.index, pointerOf(line));
}

function pointerOf({ index, byteStart, byteEnd }: SessionLine): SourcePointer {
  return { path: `[${index}]`, byteStart, byteEnd };
}

function noHead({ line, byteStart }: SessionLine): ImportProblem {
  const message = `Line ${line} names the format of a live run but is no head of one. Write {"format":"runtape-live","version":1,"run":{...}} as the first line.`;
  return { severity: "quarantine", code: "not-a-run", message, line, path: null, byteOffset: byteStart };
}
