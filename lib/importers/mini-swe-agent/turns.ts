import type { ParsedStep } from "../../domain/record/step.ts";
import { type Call, DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { amountOrNull, exitCodeOrNull, stepCountOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import type { DocumentValue } from "../json/document-plan.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { Message } from "./schema.ts";

/** The block that the agent runs, as its own expression finds it. */
const BLOCK = /```(?:bash|mswea_bash_command)[ \t]*\n([\s\S]*?)\n?```/g;
const RETURN_CODE = /^\s*<returncode>(-?\d{1,10})<\/returncode>/;

/**
 * The messages of a run as they come: a row for each of the model's, with whatever the program answered, which is the
 * next message. The first message of the person is the task and the system's is the frame; they are no rows.
 */
export class Turns {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  instruction: string | null = null;
  system: string | null = null;
  model: string | null = null;
  unknownRecords = 0;
  #open: ParsedStep[] = [];
  /** By call id: its place in the open turn. */
  readonly #calls = new Map<string, number>();
  #tokens = { tokensIn: null as number | null, tokensOut: null as number | null };

  /** Takes the next message; gives the rows that nothing is added to any more. */
  async add(value: DocumentValue): Promise<ParsedStep[]> {
    const { path, byteStart, byteEnd, index, bytes } = value;
    const facts = { lane: 0, sourceIndex: index ?? 0, sourcePointer: { path, byteStart, byteEnd } };
    const message = Message.safeParse(parseValue(bytes)).data;
    if (!message) {
      this.unknownRecords += 1;
      const reason = "this is no message: it has no role";
      this.book.add("unknown-record", reason, "It is kept; look at its source.", { path, byteOffset: byteStart });
      return [...this.rest(), this.rows.generic(decodeView(bytes), facts)];
    }
    const words = await wordsOf(message, bytes);
    if (message.role === "assistant") return this.#begin(message, words, bytes, facts);
    if (this.#open.length > 0) this.#answer(message, words);
    else if (message.role === "system") this.system ??= words;
    else this.instruction ??= words === "" ? null : words;
    return [];
  }

  /** The last turn. */
  rest(): ParsedStep[] {
    const done = this.#open;
    this.#open = [];
    this.#calls.clear();
    return done;
  }

  total(name: "tokensIn" | "tokensOut"): number | null {
    return this.#tokens[name];
  }

  async #begin(message: Message, words: string, bytes: Uint8Array, place: RowFacts): Promise<ParsedStep[]> {
    const done = this.rest();
    const response = message.extra?.response;
    this.model ??= response?.model || null;
    const measured = {
      startedAt: timeOf(response?.created),
      tokensIn: stepCountOrNull(response?.usage?.prompt_tokens),
      tokensOut: stepCountOrNull(response?.usage?.completion_tokens),
      costUsd: amountOrNull(message.extra?.cost) ?? amountOrNull(response?.usage?.cost),
    };
    for (const name of ["tokensIn", "tokensOut"] as const)
      if (measured[name] !== null) this.#tokens[name] = (this.#tokens[name] ?? 0) + measured[name];
    const facts = { ...place, ...measured };
    const inner = response?.choices?.[0]?.message;
    const reasoning = inner?.reasoning || inner?.reasoning_content || null;
    const { said, calls } = await callsOf(message, words, bytes);
    const thought = joined(reasoning, said);
    this.#open =
      calls.length > 0
        ? this.rows.calls(thought, calls, facts)
        : [this.rows.message("agent", { thought: reasoning, message: words === "" ? null : words }, facts)];
    for (const [at, { id }] of calls.entries()) if (id !== null) this.#calls.set(id, at);
    return done;
  }

  #answer({ tool_call_id: id }: Message, words: string): void {
    const at = id ? (this.#calls.get(id) ?? this.#open.length - 1) : this.#open.length - 1;
    const step = this.#open[at];
    const code = RETURN_CODE.exec(words)?.[1];
    if (step) this.#open[at] = withResult(step, words, { exitCode: exitCodeOrNull(code) });
  }
}

/** What the model ran: its tool calls, or the one block it wrote; two blocks or none are refused by the program. */
async function callsOf(
  message: Message,
  words: string,
  bytes: Uint8Array,
): Promise<{ said: string | null; calls: Call[] }> {
  if (message.tool_calls && message.tool_calls.length > 0) {
    const slices = await elementSlices(bytes, "tool_calls");
    const calls = message.tool_calls.map(async (call, at): Promise<Call> => {
      const given = call.function?.arguments;
      const inner =
        typeof given === "string" ? null : await memberSlice(slices[at]?.bytes ?? new Uint8Array(), "function");
      const slice = inner && (await memberSlice(inner.bytes, "arguments"));
      const text = typeof given === "string" ? given : slice ? decodeView(slice.bytes) : "{}";
      return { id: call.id || null, name: call.function?.name || "bash", text };
    });
    return { said: words === "" ? null : words, calls: await Promise.all(calls) };
  }
  const blocks = [...words.matchAll(BLOCK)];
  const [block] = blocks;
  if (!block || blocks.length > 1) return { said: null, calls: [] };
  const said = `${words.slice(0, block.index)}${words.slice(block.index + block[0].length)}`.trim();
  return { said: said === "" ? null : said, calls: [{ id: null, name: "bash", text: block[1] ?? "" }] };
}

/** Content is text, or parts of which all but text stay as their JSON. */
async function wordsOf({ content }: Message, bytes: Uint8Array): Promise<string> {
  if (!Array.isArray(content)) return content ?? "";
  const slices = await elementSlices(bytes, "content");
  return content
    .map((part: unknown, at) => {
      const text = typeof part === "object" && part !== null && "text" in part ? part.text : null;
      return typeof text === "string" ? text : decodeView(slices[at]?.bytes ?? new Uint8Array());
    })
    .join("\n");
}

/** Seconds since 1970 as ISO 8601. */
function timeOf(created: unknown): string | null {
  const seconds = amountOrNull(created);
  return seconds === null || seconds > LAST_SECOND ? null : new Date(seconds * 1000).toISOString();
}

const LAST_SECOND = Date.UTC(9999, 11, 31) / 1000;
