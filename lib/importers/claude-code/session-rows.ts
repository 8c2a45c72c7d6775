import type { ParsedStep } from "../../domain/record/step.ts";
import { readResult, type ToolResult } from "../anthropic-messages/results.ts";
import { Block } from "../anthropic-messages/schema.ts";
import { type Call, DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { elapsedMs } from "../dialogue/elapsed.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { exitCodeOrNull } from "../dialogue/number-facts.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { StepQueue } from "../dialogue/step-queue.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { Agents } from "./agents.ts";
import { type Line, Message } from "./schema.ts";
import { SessionTree } from "./tree.ts";
import { MessageUsage, usageOf } from "./usage.ts";

/** Calls that hand over to another agent. */
const HANDS_OVER = new Set(["Task", "Agent"]);
const EXIT_CODE = /^Exit code (\d{1,4})\b/;

/** A message that is being written: its lines come one by one, with results of its calls in between. */
type Writing = { id: string; first: number | null; calls: number; thought: { words: string; facts: RowFacts } | null };

/** The rows of a session as its lines come. */
export class SessionRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly queue = new StepQueue();
  readonly tree = new SessionTree();
  readonly agents = new Agents(this.tree);
  readonly usage = new MessageUsage();
  readonly models = new Map<string, number>();
  instruction: string | null = null;
  unknownRecords = 0;
  readonly #writing = new Map<string, Writing>();
  readonly #startedAt = new Map<string, string>();
  /** The newest call that handed over, and to whom the next new agent belongs. */
  #handover: number | null = null;

  /** `list`: the path of the list the lines stand in; nothing where each is a line of the file. */
  constructor(private readonly list = "") {}

  /** A line of the model: its blocks are rows of one turn, whichever lines they stand on. */
  async assistant(line: Line, source: SessionLine): Promise<void> {
    const facts = this.#factsOf(line, source);
    const message = Message.safeParse(typeof line.message === "string" ? { content: line.message } : line.message).data;
    if (!message) return this.unknown(source, facts.lane);
    const key = this.agents.keyOf(line);
    const writing = this.#begin(key, message.id || `line ${source.index}`);
    this.usage.note(writing.id, usageOf(message));
    if (message.model) this.models.set(message.model, (this.models.get(message.model) ?? 0) + 1);
    for (const { block, bytes, text } of await blocksOf(message.content, source))
      await this.#addBlock(writing, block, { bytes, text }, facts);
    this.tree.speak(key, line);
  }

  async #addBlock(
    writing: Writing,
    block: Block | null,
    { bytes, text }: { bytes: Uint8Array; text: string | null },
    facts: RowFacts,
  ): Promise<void> {
    if (text !== null || block?.type === "text") {
      const said = text ?? block?.text ?? "";
      if (said.trim() !== "") this.#say(writing, said, facts);
    } else if (block?.type === "thinking") {
      const words = [writing.thought?.words, block.thinking].filter(Boolean).join("\n\n");
      if (words !== "") writing.thought = { words, facts };
    } else if (block?.type === "redacted_thinking")
      this.note("sealed-thought", "a thought is encrypted and cannot be read", "The raw file keeps it.", facts);
    else if (block?.type.endsWith("tool_use")) {
      const input = await memberSlice(bytes, "input");
      this.#call(
        writing,
        { id: block.id || null, name: block.name || "tool", text: input ? decodeView(input.bytes) : "{}" },
        facts,
      );
    } else if (block?.type.endsWith("tool_result")) this.#answer(await readResult(block, bytes), facts);
    else this.#say(writing, decodeView(bytes), facts);
  }

  #say(writing: Writing, message: string | null, facts: RowFacts): void {
    const thought = writing.thought?.words ?? null;
    writing.thought = null;
    if (writing.first !== null) this.rows.sameTurn();
    this.#put(writing, this.rows.message("agent", { thought, message }, facts));
  }

  #call(writing: Writing, call: Call, facts: RowFacts): void {
    const thought = writing.thought?.words ?? null;
    writing.thought = null;
    if (writing.first !== null) this.rows.sameTurn();
    for (const step of this.rows.calls(thought, [call], facts)) {
      const own = { ...step, callOrdinal: writing.calls };
      writing.calls += 1;
      if (HANDS_OVER.has(call.name)) this.#handover = own.ordinal;
      if (call.id !== null && facts.startedAt) this.#startedAt.set(call.id, facts.startedAt);
      this.#put(writing, own, call.id);
    }
  }

  /** The first row of a message waits for its last line, which says what it took. */
  #put(writing: Writing, step: ParsedStep, callId: string | null = null): void {
    if (callId !== null) this.queue.putOpen(step, callId);
    else this.queue.put(step);
    if (writing.first !== null) return;
    writing.first = step.ordinal;
    this.queue.hold(step.ordinal);
  }

  #begin(key: string, id: string): Writing {
    const current = this.#writing.get(key);
    if (current?.id === id) return current;
    if (current) this.#end(current);
    const begun = { id, first: null, calls: 0, thought: null };
    this.#writing.set(key, begun);
    return begun;
  }

  #end(writing: Writing): void {
    this.#flushThought(writing);
    const { first, id } = writing;
    if (first !== null) this.queue.settle(first, (step) => ({ ...step, ...this.usage.of(id) }));
  }

  /** A thought that nothing follows is a row of its own. */
  #flushThought(writing: Writing | undefined): void {
    if (writing?.thought) this.#say(writing, null, writing.thought.facts);
  }

  /** A line of a person, or the results of calls. */
  async user(line: Line, source: SessionLine): Promise<void> {
    const key = this.agents.keyOf(line);
    const facts = this.#factsOf(line, source);
    const message = Message.safeParse(typeof line.message === "string" ? { content: line.message } : line.message).data;
    if (!message) return this.unknown(source, facts.lane);
    const said: string[] = [];
    for (const { block, bytes, text } of await blocksOf(message.content, source)) {
      if (block?.type === "tool_result") this.#answer(await readResult(block, bytes), facts);
      else said.push(text ?? block?.text ?? decodeView(bytes));
    }
    const words = said.join("\n");
    if (words !== "") this.#human(line, words, facts);
    this.tree.speak(key, line);
  }

  #human(line: Line, words: string, facts: RowFacts): void {
    const isAdded = line.isMeta === true || line.isCompactSummary === true;
    const key = this.agents.keyOf(line);
    const writing = this.#writing.get(key);
    if (writing) this.#end(writing);
    this.#writing.delete(key);
    const back = isAdded ? null : this.tree.rewoundTo(key, line);
    if (back !== null)
      this.note("rewound", "the person went back here", "What stands between is an abandoned branch, kept.", facts);
    if (!isAdded && facts.lane === 0) this.instruction ??= ownWords(words);
    const place = { ...facts, parentOrdinal: back ?? facts.parentOrdinal ?? null };
    this.queue.put(this.rows.message(isAdded ? "environment" : "user", { thought: null, message: words }, place));
  }

  #answer({ callId, text, isError }: ToolResult, facts: RowFacts): void {
    const exit = EXIT_CODE.exec(text)?.[1];
    const stated = {
      isError,
      exitCode: exitCodeOrNull(exit),
      durationMs: elapsedMs(callId === null ? undefined : this.#startedAt.get(callId), facts.startedAt),
    };
    if (callId !== null && this.queue.answer(callId, text, stated)) {
      if (this.queue.ordinalOf(callId) === this.#handover) this.#handover = null;
      return;
    }
    this.note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
    this.queue.put(withResult(this.rows.orphanResult(text, facts), text, stated));
  }

  /** Something of the program that says a word to a reader. */
  environment(line: Line, source: SessionLine, words: string): void {
    const facts = this.#factsOf(line, source);
    this.#flushThought(this.#writing.get(this.agents.keyOf(line)));
    this.queue.put(this.rows.message("environment", { thought: null, message: words }, facts));
  }

  /** A human turn that stands on no line of a person, such as one that waited in a queue. */
  asked(line: Line, source: SessionLine, words: string): void {
    this.#human(line, words, this.#factsOf(line, source));
  }

  /** A call or a result that is a line of its own. */
  async lone(line: Line, source: SessionLine): Promise<void> {
    const facts = this.#factsOf(line, source);
    if (line.type === "tool_use") {
      const input = await memberSlice(source.bytes, "input");
      const call = { id: LONE, name: line.name || "tool", text: input ? decodeView(input.bytes) : "{}" };
      this.#call(this.#begin(this.agents.keyOf(line), `line ${source.index}`), call, facts);
    } else {
      const text = typeof line.output === "string" ? line.output : ((await textOf(source, "output")) ?? "");
      this.#answer({ callId: LONE, text, isError: null }, facts);
    }
  }

  unknown({ bytes, index, line, byteStart, byteEnd }: SessionLine, lane = 0): void {
    this.unknownRecords += 1;
    const sourcePointer = { path: `${this.list}[${index}]`, byteStart, byteEnd };
    const facts = { lane, sourceIndex: index, sourcePointer };
    this.note("unknown-record", `line ${line} is of no kind that is known`, "It is kept; look at its source.", facts);
    this.queue.put(this.rows.generic(decodeView(bytes), facts));
  }

  /** No more lines: what was being written is whole. */
  finish(): void {
    for (const writing of this.#writing.values()) this.#end(writing);
  }

  #factsOf(line: Line, { index, byteStart, byteEnd }: SessionLine): RowFacts {
    const startedAt = line.timestamp ? isoTime(line.timestamp) : null;
    const { parent_tool_use_id: call } = line;
    const place = this.agents.laneOf(line, call ? this.queue.ordinalOf(call) : this.#handover);
    const sourcePointer = { path: `${this.list}[${index}]`, byteStart, byteEnd };
    return { ...place, sourceIndex: index, sourcePointer, startedAt };
  }

  private note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

/** The call of an early version that names its result by nothing but the order. */
const LONE = "";

type Piece = { block: Block | null; bytes: Uint8Array; text: string | null };

/** The content of a line's message in its order; a string is one text. */
async function blocksOf(content: Message["content"], { bytes }: SessionLine): Promise<Piece[]> {
  if (typeof content === "string") return content === "" ? [] : [{ block: null, bytes, text: content }];
  const message = Array.isArray(content) ? await memberSlice(bytes, "message") : null;
  if (!message) return [];
  const slices = await elementSlices(message.bytes, "content");
  return (content ?? []).map((item, at) => ({
    block: Block.safeParse(item).data ?? null,
    bytes: slices[at]?.bytes ?? new Uint8Array(),
    text: typeof item === "string" ? item : null,
  }));
}

async function textOf({ bytes }: SessionLine, key: string): Promise<string | null> {
  const slice = await memberSlice(bytes, key);
  return slice && decodeView(slice.bytes);
}

const WRAPPED = /<(command-[a-z]+|system-reminder|local-command-[a-z]+)>[\s\S]*?<\/\1>/g;

/** What a person typed, without what the program wraps around it; null where nothing is left. */
function ownWords(words: string): string | null {
  const own = words.replace(WRAPPED, "").trim();
  return own === "" ? null : own;
}
