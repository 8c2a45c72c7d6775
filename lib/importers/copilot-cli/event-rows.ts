import type { Lane } from "../../domain/record/run.ts";
import type { ParsedStep, StepRole } from "../../domain/record/step.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { type Call, DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { stepCountOrNull } from "../dialogue/number-facts.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { decodeView } from "../json/bytes.ts";
import { StepQueue } from "../dialogue/step-queue.ts";
import { outcomeOf, requestedCalls, startedCall } from "./event-text.ts";
import { type AssistantMessage, Event, type ExecutionComplete, type ExecutionStart } from "./schema.ts";
import type { z } from "zod";

type Start = { data: z.infer<typeof ExecutionStart>; line: SessionLine };

/** The rows of an event log. A sub-agent is a lane, named by the call that started it. */
export class EventRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly queue = new StepQueue();
  readonly lanes: Lane[] = [{ name: "main", role: "main" }];
  instruction: string | null = null;
  tokensOut: number | null = null;
  unknownRecords = 0;
  readonly #laneOf = new Map<string, number>();
  /** Thoughts that came ahead of their message, by lane. */
  readonly #thoughts = new Map<number, { text: string; line: SessionLine }>();
  /** Tools that began and that no message has asked for yet. */
  readonly #starts = new Map<string, Start>();
  readonly #startedAt = new Map<string, number>();
  readonly #counted = new Set<string>();

  /** A sub-agent begins; events that name its call are its own. */
  beginAgent(toolCallId: string, name: string | null): void {
    const lane = this.#lane(toolCallId);
    if (name !== null) this.lanes[lane] = { name, role: "other" };
  }

  say(role: StepRole, said: string | null, line: SessionLine, isError = false): void {
    const row = this.rows.message(role, { thought: null, message: said === "" ? null : said }, this.#place(line));
    this.queue.put(isError ? { ...row, isError: true, isErrorInferred: false } : row);
  }

  reason(thought: string, line: SessionLine): void {
    const { lane } = this.#place(line);
    const ahead = this.#thoughts.get(lane);
    this.#thoughts.set(lane, { text: joined(ahead?.text, thought) ?? thought, line: ahead?.line ?? line });
  }

  async answer(message: AssistantMessage, line: SessionLine): Promise<void> {
    const facts = { ...this.#place(line), tokensOut: this.#tokens(message) };
    const ahead = this.#thoughts.get(facts.lane)?.text ?? null;
    this.#thoughts.delete(facts.lane);
    // A message may repeat the thought that came ahead of it.
    const thought = joined(ahead === message.reasoningText ? null : ahead, message.reasoningText);
    const calls = await requestedCalls(message, line.bytes);
    const said = message.content || null;
    if (calls.length === 0) this.queue.put(this.rows.message("agent", { thought, message: said }, facts));
    else this.#putCalls(this.rows.calls(joined(thought, said), calls, facts), calls);
  }

  start(data: Start["data"], line: SessionLine): void {
    const at = Date.parse(timeOf(line) ?? "");
    if (!Number.isNaN(at)) this.#startedAt.set(data.toolCallId, at);
    if (this.queue.find(data.toolCallId) === null) this.#starts.set(data.toolCallId, { data, line });
  }

  async complete(done: ExecutionComplete, line: SessionLine): Promise<void> {
    const start = this.#starts.get(done.toolCallId);
    if (start) await this.#putStart(start);
    const { text, stated } = outcomeOf(done);
    const took = Date.parse(timeOf(line) ?? "") - (this.#startedAt.get(done.toolCallId) ?? Number.NaN);
    this.#startedAt.delete(done.toolCallId);
    const durationMs = stated.durationMs ?? (took >= 0 ? took : null);
    if (this.queue.answer(done.toolCallId, text, { ...stated, durationMs })) return;
    this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", line);
    this.queue.put(withResult(this.rows.orphanResult(text, this.#place(line)), text, stated));
  }

  /** A turn is over: tools that no message asked for were still run. */
  async endTurn(): Promise<void> {
    for (const start of this.#starts.values()) await this.#putStart(start);
  }

  unknown(line: SessionLine): void {
    this.unknownRecords += 1;
    const nextStep = "It is kept as a generic step; look at its source.";
    // A broken line has its own note already.
    if (!line.isBroken) this.#note("unknown-record", "this is no event of a kind that is known", nextStep, line);
    this.queue.put(this.rows.generic(decodeView(line.bytes), this.#place(line)));
  }

  /** No further event comes; a thought whose message is missing is a row. */
  async finish(): Promise<void> {
    await this.endTurn();
    for (const { text, line } of this.#thoughts.values())
      this.queue.put(this.rows.message("agent", { thought: text, message: null }, this.#place(line)));
  }

  async #putStart({ data, line }: Start): Promise<void> {
    this.#starts.delete(data.toolCallId);
    const call = await startedCall(data, line.bytes);
    this.#putCalls(this.rows.calls(null, [call], this.#place(line)), [call]);
  }

  #putCalls(steps: readonly ParsedStep[], calls: readonly Call[]): void {
    for (const [at, step] of steps.entries()) {
      const id = calls[at]?.id ?? null;
      if (id === null) this.queue.put(step);
      else {
        this.#starts.delete(id);
        this.queue.putOpen(step, id);
      }
    }
  }

  /** Tokens of a message; several messages of one API call repeat its count. */
  #tokens({ outputTokens, apiCallId, messageId }: AssistantMessage): number | null {
    const tokens = stepCountOrNull(outputTokens);
    const id = apiCallId || messageId;
    if (tokens === null || (id && this.#counted.has(id))) return null;
    if (id) this.#counted.add(id);
    this.tokensOut = (this.tokensOut ?? 0) + tokens;
    return tokens;
  }

  #place(line: SessionLine): RowFacts {
    const { index, byteStart, byteEnd } = line;
    const parent = Event.safeParse(line.value).data?.data.parentToolCallId || null;
    return {
      lane: parent === null ? 0 : this.#lane(parent),
      parentOrdinal: parent === null ? null : this.queue.ordinalOf(parent),
      sourceIndex: index,
      sourcePointer: { path: `[${index}]`, byteStart, byteEnd },
      startedAt: timeOf(line),
    };
  }

  #lane(toolCallId: string): number {
    const known = this.#laneOf.get(toolCallId);
    if (known !== undefined) return known;
    this.lanes.push({ name: `agent ${this.lanes.length}`, role: "other" });
    this.#laneOf.set(toolCallId, this.lanes.length - 1);
    return this.lanes.length - 1;
  }

  #note(code: string, reason: string, nextStep: string, { index, byteStart }: SessionLine): void {
    this.book.add(code, reason, nextStep, { path: `[${index}]`, byteOffset: byteStart });
  }
}

function timeOf({ value }: SessionLine): string | null {
  const timestamp = Event.safeParse(value).data?.timestamp;
  return typeof timestamp === "string" ? isoTime(timestamp) : null;
}
