import { z } from "zod";
import type { ParsedStep } from "../../domain/record/step.ts";
import { type Call, DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";
import { Message } from "./schema.ts";

const TextPart = z.looseObject({ type: z.literal("text"), text: z.string() });
const ReasoningPart = z.looseObject({ type: z.literal("reasoning"), reasoning: z.string() });
const ATTACHED = "attachment://";

/** The messages of a sample as rows: one each, or one for each call of a message, with the result that names it. */
export class SampleRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly steps: ParsedStep[] = [];
  instruction: string | null = null;
  unknownRecords = 0;
  readonly #callAt = new Map<string, number>();

  /** `attachments`: long texts by their hash, which stand in their place as `attachment://hash`. */
  constructor(private readonly attachments: ReadonlyMap<string, unknown>) {}

  async add({ byteStart, byteEnd, bytes }: Slice, sourceIndex: number): Promise<void> {
    const path = `messages[${sourceIndex}]`;
    const facts: RowFacts = { lane: 0, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const message = Message.safeParse(parseValue(bytes)).data;
    if (!message) {
      this.unknownRecords += 1;
      this.#note(
        "unknown-record",
        "this is no message of a role that is known",
        "It is kept; look at its source.",
        facts,
      );
      this.steps.push(this.rows.generic(decodeView(bytes), facts));
      return;
    }
    const { said, thoughts } = await this.#words(message, bytes);
    const thought = thoughts.length === 0 ? null : thoughts.join("\n\n");
    if (message.role === "tool") this.#answer(message, said ?? "", facts);
    else if (message.role === "assistant") await this.#speak(message, { said, thought }, bytes, facts);
    else {
      if (message.role === "user") this.instruction ??= said;
      this.steps.push(this.rows.message(message.role, { thought, message: said }, facts));
    }
  }

  async #speak(
    message: Message,
    { said, thought }: { said: string | null; thought: string | null },
    bytes: Uint8Array,
    facts: RowFacts,
  ): Promise<void> {
    const calls = await callsOf(message, bytes);
    if (calls.length === 0) {
      this.steps.push(this.rows.message("agent", { thought, message: said }, facts));
      return;
    }
    for (const [at, { id }] of calls.entries()) if (id !== null) this.#callAt.set(id, this.steps.length + at);
    this.steps.push(...this.rows.calls(joined(thought, said), calls, facts));
  }

  /** A tool that failed says so; one that did not may still have printed an error. */
  #answer({ tool_call_id: id, error }: Message, text: string, facts: RowFacts): void {
    const words = error?.message && error.message !== text ? [text, error.message].filter(Boolean).join("\n") : text;
    const stated = { isError: error ? true : null };
    const at = id ? this.#callAt.get(id) : undefined;
    const step = at === undefined ? undefined : this.steps[at];
    if (step && at !== undefined) this.steps[at] = withResult(step, words, stated);
    else {
      this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
      this.steps.push(withResult(this.rows.orphanResult(words, facts), words, stated));
    }
  }

  /** Text as it is; parts by line, whatever is no text as its own JSON. */
  async #words({ content }: Message, bytes: Uint8Array): Promise<{ said: string | null; thoughts: string[] }> {
    if (!Array.isArray(content)) return { said: this.#resolved(content ?? "") || null, thoughts: [] };
    const slices = await elementSlices(bytes, "content");
    const said: string[] = [];
    const thoughts: string[] = [];
    for (const [at, part] of content.entries()) {
      const text = TextPart.safeParse(part).data?.text;
      const reasoning = ReasoningPart.safeParse(part).data?.reasoning;
      if (text !== undefined) said.push(this.#resolved(text));
      else if (reasoning !== undefined) thoughts.push(this.#resolved(reasoning));
      else said.push(decodeView(slices[at]?.bytes ?? new Uint8Array()));
    }
    return { said: said.length === 0 ? null : said.join("\n"), thoughts: thoughts.filter((thought) => thought !== "") };
  }

  #resolved(text: string): string {
    if (!text.startsWith(ATTACHED)) return text;
    const attached = this.attachments.get(text.slice(ATTACHED.length));
    return typeof attached === "string" ? attached : text;
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

async function callsOf({ tool_calls: made }: Message, bytes: Uint8Array): Promise<Call[]> {
  if (!made || made.length === 0) return [];
  const slices = await elementSlices(bytes, "tool_calls");
  return Promise.all(
    made.map(async ({ id, function: name }, at): Promise<Call> => {
      const slice = slices[at] ? await memberSlice(slices[at].bytes, "arguments") : null;
      return { id: id || null, name: name || "tool", text: slice ? decodeView(slice.bytes) : "{}" };
    }),
  );
}
