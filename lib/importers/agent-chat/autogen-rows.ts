import type { ParsedStep } from "../../domain/record/step.ts";
import { type Call, DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { countOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { FunctionCall, FunctionExecutionResult, Message } from "./autogen-schema.ts";
import type { ChatEntry } from "./chat-rows.ts";
import { Speakers } from "./speakers.ts";

/** Pieces of a message that follows whole, and the wait for a person, which holds nothing. */
const SKIPPED = new Set(["ModelClientStreamingChunkEvent", "UserInputRequestedEvent"]);
/** What the surroundings did: code that ran, memory that was found, who speaks next. */
const SURROUNDINGS = new Set(["CodeExecutionEvent", "MemoryQueryEvent", "SelectSpeakerEvent"]);
const SPOKEN = new Set([
  "TextMessage",
  "MultiModalMessage",
  "StopMessage",
  "HandoffMessage",
  "ToolCallSummaryMessage",
  "CodeGenerationEvent",
  "SelectorEvent",
]);
const PERSONS: ReadonlySet<string> = new Set(["user", "User"]);

/** Messages and events of a team as rows: one each, or one for each call, with its result by id. */
export class AutogenRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly speakers = new Speakers(PERSONS);
  readonly steps: ParsedStep[] = [];
  asked: string | null = null;
  unknownRecords = 0;
  tokensIn: number | null = null;
  tokensOut: number | null = null;
  readonly #callAt = new Map<string, number>();

  async add({ path, slice: { byteStart, byteEnd, bytes } }: ChatEntry, sourceIndex: number): Promise<void> {
    const place: RowFacts = { lane: 0, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const message = Message.safeParse(parseValue(bytes)).data;
    if (!message) return this.#unknown(bytes, place);
    if (SKIPPED.has(message.type)) return;
    const facts = this.#factsOf(message, place);
    const { type } = message;
    if (type === "ToolCallRequestEvent") await this.#call(bytes, facts);
    else if (type === "ToolCallExecutionEvent") await this.#answers(bytes, facts);
    else if (type === "ThoughtEvent")
      this.#put("agent", { thought: await wordsOf(message.content, bytes, "content"), message: null }, facts);
    else if (SURROUNDINGS.has(type)) await this.#happen(message, bytes, facts);
    else if (SPOKEN.has(type) || type.startsWith("StructuredMessage")) await this.#say(message, bytes, facts);
    else this.#unknown(bytes, facts);
  }

  async #say({ source, content }: Message, bytes: Uint8Array, facts: RowFacts): Promise<void> {
    const words = await wordsOf(content, bytes, "content");
    const isPerson = this.speakers.isPerson(source);
    if (isPerson) this.asked ??= words;
    this.#put(isPerson ? "user" : "agent", { thought: null, message: words }, facts);
  }

  async #happen({ content, result }: Message, bytes: Uint8Array, facts: RowFacts): Promise<void> {
    const key = content === undefined && result !== undefined ? "result" : "content";
    const words = await wordsOf(content ?? result, bytes, key);
    this.#put("environment", { thought: null, message: words }, facts);
  }

  #put(role: "agent" | "user" | "environment", text: Parameters<DialogueSteps["message"]>[1], facts: RowFacts): void {
    this.steps.push(this.rows.message(role, text, facts));
  }

  async #call(bytes: Uint8Array, facts: RowFacts): Promise<void> {
    const calls: Call[] = [];
    for (const slice of await elementSlices(bytes, "content")) {
      const call = FunctionCall.safeParse(parseValue(slice.bytes)).data;
      const given = typeof call?.arguments === "string" ? null : await memberSlice(slice.bytes, "arguments");
      const text = typeof call?.arguments === "string" ? call.arguments : given ? decodeView(given.bytes) : "{}";
      calls.push({ id: call?.id || null, name: call?.name || "tool", text });
    }
    if (calls.length === 0) return this.#unknown(bytes, facts);
    for (const [at, { id }] of calls.entries()) if (id !== null) this.#callAt.set(id, this.steps.length + at);
    this.steps.push(...this.rows.calls(null, calls, facts));
  }

  async #answers(bytes: Uint8Array, facts: RowFacts): Promise<void> {
    for (const slice of await elementSlices(bytes, "content")) {
      const result = FunctionExecutionResult.safeParse(parseValue(slice.bytes)).data;
      const text = result ? (result.content ?? "") : decodeView(slice.bytes);
      const stated = { isError: result?.is_error ?? null };
      const at = result?.call_id ? this.#callAt.get(result.call_id) : undefined;
      const step = at === undefined ? undefined : this.steps[at];
      if (step && at !== undefined) this.steps[at] = withResult(step, text, stated);
      else {
        this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
        this.steps.push(withResult(this.rows.orphanResult(text, facts), text, stated));
      }
    }
  }

  #factsOf({ source, models_usage: usage, created_at }: Message, place: RowFacts): RowFacts {
    const [tokensIn, tokensOut] = [countOrNull(usage?.prompt_tokens), countOrNull(usage?.completion_tokens)];
    if (tokensIn !== null) this.tokensIn = (this.tokensIn ?? 0) + tokensIn;
    if (tokensOut !== null) this.tokensOut = (this.tokensOut ?? 0) + tokensOut;
    const lane = this.speakers.isPerson(source) ? 0 : this.speakers.laneOf(source);
    return { ...place, lane, tokensIn, tokensOut, startedAt: created_at ? isoTime(created_at) : null };
  }

  #unknown(bytes: Uint8Array, facts: RowFacts): void {
    this.unknownRecords += 1;
    const reason = "this is no message or event of a kind that is known";
    this.#note("unknown-record", reason, "It is kept; look at its source.", facts);
    this.steps.push(this.rows.generic(decodeView(bytes), facts));
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

/** Text as it is; of a list the texts by line and the rest, such as images, as its JSON; anything else as its JSON. */
async function wordsOf(content: unknown, bytes: Uint8Array, key: string): Promise<string | null> {
  if (typeof content === "string") return content || null;
  const slice = await memberSlice(bytes, key);
  if (!Array.isArray(content)) return slice && decodeView(slice.bytes);
  const slices = slice ? await elementSlices(slice.bytes, null) : [];
  const words = content.map((part: unknown, at) =>
    typeof part === "string" ? part : decodeView(slices[at]?.bytes ?? new Uint8Array()),
  );
  return words.join("\n") || null;
}
