import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { named, plainFacts } from "../dialogue/plain-facts.ts";
import { DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { decodeView } from "../json/bytes.ts";
import { type Conversation, turnValue } from "./conversations.ts";
import { readTurn } from "./turn.ts";

const RUN_IDS = ["conversation_id", "session_id", "run_id"];
const TASK_IDS = ["task_id", "instance_id"];

/**
 * A conversation as a run: a step for each turn, or for each call of one; results stand at the calls before them.
 * Nothing in it has ids, times or tokens.
 */
export async function mapConversation(conversation: Conversation, fileName: string): Promise<MappedRun> {
  const tape = new Tape();
  for (const [sourceIndex, turn] of conversation.turns.entries()) {
    const { byteStart, byteEnd, bytes } = turn.slice;
    const facts = { lane: 0, sourceIndex, sourcePointer: { path: turn.path, byteStart, byteEnd } };
    await tape.add(turnValue(turn), bytes, facts);
  }
  tape.settle();
  const run = runOf(conversation, tape, fileName);
  return { steps: tape.steps, run, notes: tape.book.problems(), identity: conversation.side };
}

type Result = { text: string; facts: RowFacts };

/** The rows of one conversation. Calls and the results behind them wait for the next other turn, which pairs them. */
class Tape {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly steps: ParsedStep[] = [];
  instruction: string | null = null;
  unknownRecords = 0;
  #calls: number[] = [];
  #results: Result[] = [];

  async add(value: unknown, bytes: Uint8Array, facts: RowFacts): Promise<void> {
    const turn = await readTurn(value, bytes);
    if (turn?.kind === "results") {
      this.#results.push(...turn.texts.map((text) => ({ text, facts })));
      return;
    }
    // Calls may be turns of their own, one behind the other; a result between them ends the group.
    if (turn?.kind !== "calls" || this.#results.length > 0) this.settle();
    if (turn === null) this.#addUnknown(bytes, facts);
    else if (turn.kind === "calls") {
      const first = this.steps.length;
      this.#calls.push(...turn.calls.map((_, at) => first + at));
      this.steps.push(...this.rows.calls(turn.thought, turn.calls, facts));
    } else {
      if (turn.role === "user") this.instruction ??= turn.said;
      this.steps.push(this.rows.message(turn.role, { thought: turn.thought, message: turn.said }, facts));
    }
  }

  /**
   * Results to calls in their order where there are as many of each. Otherwise nobody can say which is which, and they
   * stand at the last call; without a call they are rows.
   */
  settle(): void {
    const [calls, results] = [this.#calls, this.#results];
    this.#calls = [];
    this.#results = [];
    const last = calls.at(-1);
    const isPaired = calls.length === results.length;
    const [first] = results;
    if (last !== undefined && first && !isPaired)
      this.#note("shared-result", "calls and results differ in number", "Results stand at the last call.", first.facts);
    for (const [index, { text, facts }] of results.entries()) {
      const at = isPaired ? calls[index] : last;
      const step = at === undefined ? undefined : this.steps[at];
      if (at !== undefined && step) this.steps[at] = withResult(step, text);
      else {
        this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
        this.steps.push(this.rows.orphanResult(text, facts));
      }
    }
  }

  #addUnknown(bytes: Uint8Array, facts: RowFacts): void {
    this.unknownRecords += 1;
    const nextStep = "It is kept as a generic step; look at its source.";
    this.#note("unknown-record", "this is no turn of a speaker that is known", nextStep, facts);
    this.steps.push(this.rows.generic(decodeView(bytes), facts));
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

function runOf({ facts, tools, side }: Conversation, tape: Tape, fileName: string): ParsedRun {
  const pairs: [string, string | null][] = [...plainFacts(facts), ["side", side], ["tools", tools]];
  return {
    runId: side === null ? named(facts, RUN_IDS) : null,
    task: taskOf(tape.instruction, named(facts, TASK_IDS), fileName),
    agent: null,
    agentVersion: null,
    model: named(facts, ["model"]),
    lanes: [{ name: "assistant", role: "main" }],
    exitStatus: null,
    submission: null,
    environment: pairs.flatMap(([name, text]): [string, string][] => (text === null ? [] : [[name, text]])),
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    stepCount: tape.rows.stepCount,
    actionCount: tape.rows.actionCount,
    unknownRecords: tape.unknownRecords,
  };
}
