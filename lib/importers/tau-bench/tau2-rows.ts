import type { ParsedStep } from "../../domain/record/step.ts";
import { type Call, DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { amountOrNull, countOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";
import { MultiToolMessage, Said, ToolMessage } from "./tau2-schema.ts";

/** The lanes of a simulation: the agent, and the simulated person with tools of their own. */
export const AGENT_LANE = 0;
export const USER_LANE = 1;

type OpenCall = { at: number; id: string; lane: number; sourceIndex: number; isAnswered: boolean };

/** The messages of a simulation as rows: one each, or one for each call of a message, with its result. */
export class Tau2Rows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly steps: ParsedStep[] = [];
  instruction: string | null = null;
  unknownRecords = 0;
  /** What the agent's own messages took; the simulated person's are none of the run's. */
  tokensIn: number | null = null;
  tokensOut: number | null = null;
  readonly #open: OpenCall[] = [];

  async add({ byteStart, byteEnd, bytes }: Slice, sourceIndex: number): Promise<void> {
    const path = `messages[${sourceIndex}]`;
    const facts: RowFacts = { lane: AGENT_LANE, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const value = parseValue(bytes);
    const [many, one, said] = [MultiToolMessage, ToolMessage, Said].map((schema) => schema.safeParse(value).success);
    if (many) await this.#answers(bytes, facts);
    else if (one) this.#answer(ToolMessage.parse(value), facts);
    else if (said) await this.#speak(Said.parse(value), bytes, facts);
    else this.#unknown(bytes, facts);
  }

  async #speak(message: Said, bytes: Uint8Array, place: RowFacts): Promise<void> {
    const isUser = message.role === "user";
    const facts: RowFacts = {
      ...place,
      lane: isUser ? USER_LANE : AGENT_LANE,
      startedAt: message.timestamp ? isoTime(message.timestamp) : null,
      tokensIn: countOrNull(message.usage?.prompt_tokens),
      tokensOut: countOrNull(message.usage?.completion_tokens),
      costUsd: amountOrNull(message.cost),
    };
    if (message.role === "assistant") this.#count(facts);
    const words = message.content || null;
    if (isUser) this.instruction ??= words;
    const calls = await callsOf(message, bytes);
    if (calls.length === 0) {
      const role = message.role === "assistant" ? "agent" : message.role;
      this.steps.push(this.rows.message(role, { thought: null, message: words }, facts));
      return;
    }
    for (const [at, { id }] of calls.entries()) {
      const { lane, sourceIndex } = facts;
      this.#open.push({ at: this.steps.length + at, id: id ?? "", lane, sourceIndex, isAnswered: false });
    }
    const called = this.rows.calls(words, calls, facts);
    this.steps.push(...(isUser ? called.map((step): ParsedStep => ({ ...step, role: "user" })) : called));
  }

  async #answers(bytes: Uint8Array, facts: RowFacts): Promise<void> {
    for (const slice of await elementSlices(bytes, "tool_messages")) {
      const message = ToolMessage.safeParse(parseValue(slice.bytes)).data;
      if (message) this.#answer(message, facts);
      else this.#unknown(slice.bytes, facts);
    }
  }

  #answer({ id, content, requestor, error }: ToolMessage, place: RowFacts): void {
    const facts = { ...place, lane: requestor === "user" ? USER_LANE : AGENT_LANE };
    const stated = { isError: error ?? null };
    const call = this.#callOf(id || null, facts.lane);
    const step = call && this.steps[call.at];
    if (call && step) {
      call.isAnswered = true;
      this.steps[call.at] = withResult(step, content ?? "", stated);
      return;
    }
    this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
    this.steps.push(withResult(this.rows.orphanResult(content ?? "", facts), content ?? "", stated));
  }

  /** The call with this id, the newest; without an id the oldest open one of the newest turn that called. */
  #callOf(id: string | null, lane: number): OpenCall | undefined {
    const own = this.#open.filter((call) => call.lane === lane);
    const named = own.filter((call) => call.id === id);
    if (id !== null) return named.findLast(({ isAnswered }) => !isAnswered) ?? named.at(-1);
    const turn = own.at(-1)?.sourceIndex;
    return own.find((call) => call.sourceIndex === turn && call.id === "" && !call.isAnswered);
  }

  #count({ tokensIn, tokensOut }: RowFacts): void {
    if (tokensIn !== null && tokensIn !== undefined) this.tokensIn = (this.tokensIn ?? 0) + tokensIn;
    if (tokensOut !== null && tokensOut !== undefined) this.tokensOut = (this.tokensOut ?? 0) + tokensOut;
  }

  #unknown(bytes: Uint8Array, facts: RowFacts): void {
    this.unknownRecords += 1;
    const reason = "this is no message of a role that is known";
    this.#note("unknown-record", reason, "It is kept as a generic step; look at its source.", facts);
    this.steps.push(this.rows.generic(decodeView(bytes), facts));
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

async function callsOf({ tool_calls: made }: Said, bytes: Uint8Array): Promise<Call[]> {
  if (!made || made.length === 0) return [];
  const slices = await elementSlices(bytes, "tool_calls");
  return Promise.all(
    made.map(async ({ id, name }, at): Promise<Call> => {
      const slice = slices[at] ? await memberSlice(slices[at].bytes, "arguments") : null;
      return { id: id || null, name: name || "tool", text: slice ? decodeView(slice.bytes) : "{}" };
    }),
  );
}
