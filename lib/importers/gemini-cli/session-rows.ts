import type { ParsedStep, SourcePointer } from "../../domain/record/step.ts";
import { DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { decodeView } from "../json/bytes.ts";
import { type DoneCall, type ReadMessage, readMessage } from "./message.ts";
import type { PartResult } from "./parts.ts";

/** One entry of the source's list, or one line of its log. */
export type Entry = { value: unknown; bytes: Uint8Array; sourceIndex: number; sourcePointer: SourcePointer };

/** The rows of a session, and what its messages say of the run. Calls wait until the next message that is no result. */
export class SessionRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly models = new Set<string>();
  instruction: string | null = null;
  tokensIn: number | null = null;
  tokensOut: number | null = null;
  unknownRecords = 0;
  /** Sub-agents that calls started. */
  readonly started: { agentId: string; ordinal: number; callId: string | null }[] = [];
  #open: { step: ParsedStep; id: string | null; isAnswered: boolean }[] = [];

  /** The steps that are finished by this entry. */
  async add({ value, bytes, ...place }: Entry): Promise<ParsedStep[]> {
    const facts: RowFacts = { lane: 0, ...place };
    const message = await readMessage(value, bytes);
    if (message === null) return [...this.finish(), this.unknown(bytes, facts)];
    const orphans = message.results.flatMap((result) => this.#answer(result, facts));
    if (message.results.length > 0 && message.said === null && message.calls.length === 0) return orphans;
    const before = [...this.finish(), ...orphans];
    this.#note(message);
    const measured = { ...facts, ...measuresOf(message) };
    if (message.calls.length > 0) {
      this.#call(message, measured);
      return before;
    }
    const { role, thought, said } = message;
    if (role === "user") this.instruction ??= message.typed;
    const row = this.rows.message(role, { thought, message: said }, measured);
    return [...before, message.isError ? { ...row, isError: true, isErrorInferred: false } : row];
  }

  /** A record no rule knows, shown as its own source. */
  unknown(bytes: Uint8Array, facts: RowFacts): ParsedStep {
    this.unknownRecords += 1;
    const { path, byteStart } = facts.sourcePointer;
    const nextStep = "It is kept as a generic step; look at its source.";
    this.book.add("unknown-record", "this is no message of a type that is known", nextStep, {
      path,
      byteOffset: byteStart,
    });
    return this.rows.generic(decodeView(bytes), facts);
  }

  /** Calls that nothing will answer any more. */
  finish(): ParsedStep[] {
    const steps = this.#open.map(({ step }) => step);
    this.#open = [];
    return steps;
  }

  #call({ thought, said, calls }: ReadMessage, facts: RowFacts): void {
    const steps = this.rows.calls(joined(thought, said), calls, facts);
    this.#open = steps.map((step, at) => openCall(step, calls[at]));
    for (const [at, { ordinal }] of steps.entries()) {
      const { agentId = null, id = null } = calls[at] ?? {};
      if (agentId !== null) this.started.push({ agentId, ordinal, callId: id });
    }
  }

  #answer({ callId, text, isError }: PartResult, facts: RowFacts): ParsedStep[] {
    const named = callId === null ? undefined : this.#open.find(({ id }) => id === callId);
    const call = named ?? (callId === null ? this.#open.find(({ isAnswered }) => !isAnswered) : undefined);
    if (call) {
      call.step = withResult(call.step, text, { isError });
      call.isAnswered = true;
      return [];
    }
    const { path, byteStart } = facts.sourcePointer;
    this.book.add("orphan-result", "a result has no call before it", "It is kept as a row of its own.", {
      path,
      byteOffset: byteStart,
    });
    const finished = this.finish();
    return [...finished, withResult(this.rows.orphanResult(text, facts), text, { isError })];
  }

  #note({ model, tokensIn, tokensOut }: ReadMessage): void {
    if (model !== null) this.models.add(model);
    if (tokensIn !== null) this.tokensIn = (this.tokensIn ?? 0) + tokensIn;
    if (tokensOut !== null) this.tokensOut = (this.tokensOut ?? 0) + tokensOut;
  }
}

function openCall(step: ParsedStep, call: DoneCall | undefined) {
  const kind = (call?.agentId ?? null) !== null ? "subagent" : step.kind;
  const result = call?.result ?? null;
  const answered = result === null ? step : withResult(step, result.text, result.stated);
  return { step: { ...answered, kind }, id: call?.id ?? null, isAnswered: result !== null };
}

function measuresOf({ startedAt, tokensIn, tokensOut }: ReadMessage) {
  return { startedAt, tokensIn, tokensOut };
}
