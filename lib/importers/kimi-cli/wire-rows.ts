import type { Lane } from "../../domain/record/run.ts";
import type { ParsedStep, StepRole } from "../../domain/record/step.ts";
import { DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { decodeView } from "../json/bytes.ts";
import { memberSlice } from "../json/slices.ts";
import type { AppendMessage, LoopEvent } from "./schema.ts";
import type { SessionFacts } from "./session-facts.ts";
import { StepQueue } from "../dialogue/step-queue.ts";
import { agentOf, type AgentPlace } from "./wire-links.ts";
import { addCall, addPart, emptyTurn, type OpenTurn, partsText, resultOf } from "./turns.ts";
import { wireTime } from "./wire-time.ts";

/** Messages of the role `user` that nobody typed: reminders of the harness, hooks, tasks in the background. */
const TYPED = new Set(["user", "system_trigger"]);
/** What the first message of an agent that another one began says of its origin. */
const BEGUN = "subagent";

/** The rows of a wire log. The events of one answer gather until it ends, then become a message or calls. */
export class WireRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly queue = new StepQueue();
  readonly lanes: Lane[] = [];
  instruction: string | null = null;
  unknownRecords = 0;
  readonly agents: AgentPlace = { isBegun: false, began: [] };
  readonly #laneOf = new Map<string, number>();
  readonly #turns = new Map<number, OpenTurn>();

  constructor(private readonly facts: SessionFacts) {
    this.lane(null);
  }

  /** The lane of an agent; records without a name are the main agent's. */
  lane(agentId: string | null): number {
    const name = agentId ?? "main";
    const known = this.#laneOf.get(name);
    if (known !== undefined) return known;
    this.lanes.push({ name, role: this.lanes.length === 0 ? "main" : "other" });
    this.#laneOf.set(name, this.lanes.length - 1);
    return this.lanes.length - 1;
  }

  async message({ message }: AppendMessage, line: SessionLine, lane: number): Promise<void> {
    const { content, origin, role } = message;
    const owner = await memberSlice(line.bytes, "message");
    const said =
      typeof content === "string" ? content : await partsText(content, "content", owner?.bytes ?? line.bytes);
    const isTyped = role === "user" && TYPED.has(origin?.kind ?? "user");
    if (isTyped) this.instruction ??= said;
    if (lane === 0 && origin?.name === BEGUN) this.agents.isBegun = true;
    this.say(role === "assistant" ? "agent" : isTyped ? "user" : "system", said, line, lane);
  }

  /** A row that only says something; it ends the answer before it. */
  say(role: StepRole, said: string, line: SessionLine, lane: number): void {
    this.#end(lane, null);
    this.queue.put(this.rows.message(role, { thought: null, message: said === "" ? null : said }, placeOf(line, lane)));
  }

  async event(event: LoopEvent, line: SessionLine, lane: number): Promise<void> {
    const turn = this.#turns.get(lane) ?? emptyTurn();
    switch (event.type) {
      case "step.begin":
        return this.#end(lane, null);
      case "step.end":
        return this.#end(lane, event.usage);
      case "content.part":
        await addPart(turn, event, line);
        break;
      case "tool.call":
        await addCall(turn, event, line);
        break;
      case "tool.result":
        return this.#answer(event, line, lane);
      default:
        return this.unknown(line, lane);
    }
    this.#turns.set(lane, turn);
  }

  unknown(line: SessionLine, lane: number): void {
    this.unknownRecords += 1;
    const nextStep = "It is kept as a generic step; look at its source.";
    // A broken line has its own note already.
    if (!line.isBroken) this.#note("unknown-record", "this is no record of a kind that is known", nextStep, line);
    this.queue.put(this.rows.generic(decodeView(line.bytes), placeOf(line, lane)));
  }

  /** No further event comes. */
  finish(): void {
    for (const lane of this.#turns.keys()) this.#end(lane, null);
  }

  #end(lane: number, usage: LoopEvent["usage"]): void {
    const turn = this.#turns.get(lane) ?? emptyTurn();
    this.#turns.delete(lane);
    const measured = this.facts.count(usage);
    const thought = joined(...turn.thoughts);
    const said = joined(...turn.words);
    const [first] = turn.calls;
    if (first) {
      const calls = turn.calls.map(({ call }) => call);
      const steps = this.rows.calls(joined(thought, said), calls, { ...placeOf(first.line, lane), ...measured });
      for (const [at, step] of steps.entries()) this.#putCall(step, turn.calls[at] ?? first, lane);
    } else if (turn.place)
      this.queue.put(
        this.rows.message("agent", { thought, message: said }, { ...placeOf(turn.place, lane), ...measured }),
      );
  }

  #putCall(step: ParsedStep, { call, line, result }: OpenTurn["calls"][number], lane: number): void {
    const { startedAt = null, ...place } = placeOf(line, lane);
    const placed = { ...step, ...place, startedAt };
    if (result !== null) {
      this.#noteAgent(placed, call.id, result.text);
      this.queue.put(withResult(placed, result.text, result.stated));
    } else if (call.id === null) this.queue.put(placed);
    else this.queue.putOpen(placed, call.id);
  }

  /** A result at its call, in the answer that is still open or before it. */
  async #answer(event: LoopEvent, line: SessionLine, lane: number): Promise<void> {
    const id = event.toolCallId || null;
    const { text, stated } = await resultOf(event, line);
    const waiting = id === null ? null : this.queue.find(id);
    const open = this.#turns.get(lane)?.calls.find(({ call, result }) => call.id === id && result === null);
    const began = open ? wireTime(open.line) : Date.parse(waiting?.startedAt ?? "");
    const timed = { ...stated, durationMs: durationOf(began, wireTime(line)) };
    if (open) open.result = { text, stated: timed };
    else if (id === null || !this.queue.answer(id, text, timed)) {
      this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", line);
      this.queue.put(withResult(this.rows.orphanResult(text, placeOf(line, lane)), text, stated));
    } else if (waiting) this.#noteAgent(waiting, id, text);
  }

  #noteAgent({ ordinal, actionType }: ParsedStep, callId: string | null, result: string): void {
    const agent = agentOf(actionType ?? "", result);
    if (agent !== null) this.agents.began.push({ agent, ordinal, callId });
  }

  #note(code: string, reason: string, nextStep: string, { index, byteStart }: SessionLine): void {
    this.book.add(code, reason, nextStep, { path: `[${index}]`, byteOffset: byteStart });
  }
}

function placeOf(line: SessionLine, lane: number): RowFacts {
  const { index, byteStart, byteEnd } = line;
  const ms = wireTime(line);
  return {
    lane,
    sourceIndex: index,
    sourcePointer: { path: `[${index}]`, byteStart, byteEnd },
    startedAt: ms === null ? null : new Date(ms).toISOString(),
  };
}

function durationOf(from: number | null, to: number | null): number | null {
  return from === null || to === null || Number.isNaN(from) || to < from ? null : to - from;
}
