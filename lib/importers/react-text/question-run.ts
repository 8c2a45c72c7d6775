import { createHash } from "node:crypto";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Line } from "../json/lines.ts";

const LABEL = /^(?<kind>Thought|Action|Observation) (?<number>\d{1,6}): ?(?<words>[\s\S]*)$/;
const CALL = /^(?<name>[A-Za-z_]+)\[/;
const ANSWER = "Correct answer: ";
const JUDGED = /^Answer is (?<how>CORRECT|INCORRECT)/;

type Turn = { first: Line; last: Line; thought: string | null; action: string | null; observation: string | null };
type Part = "thought" | "action" | "observation";

/**
 * One question and what was done for it. Numbering is the only pairing, so a label counts only with the number that is
 * due; other lines belong to the part they follow. The expected answer is the judge's and is left out.
 */
export class QuestionRun {
  readonly #turns: Turn[] = [];
  readonly #bytes = createHash("sha256");
  #last: Line;
  #part: Part | null = null;
  #isAnswered = false;

  constructor(
    private readonly first: Line,
    private question: string,
    private readonly trial: string | null,
  ) {
    this.#last = first;
    this.#bytes.update(first.bytes);
  }

  add(line: Line, text: string): void {
    this.#last = line;
    this.#bytes.update("\n").update(line.bytes);
    if (text.startsWith(ANSWER)) this.#isAnswered = true;
    if (this.#isAnswered) return;
    const { kind, number, words } = LABEL.exec(text)?.groups ?? {};
    const part = partOf(kind);
    if (part !== null && this.#isDue(part, Number(number))) this.#begin(part, words ?? "", line);
    else this.#goOn(text, line);
  }

  #isDue(part: Part, number: number): boolean {
    const turn = this.#turns.at(-1);
    if (part === "thought") return number === this.#turns.length + 1;
    return turn !== undefined && number === this.#turns.length && turn[part] === null;
  }

  #begin(part: Part, words: string, line: Line): void {
    if (part === "thought")
      this.#turns.push({ first: line, last: line, thought: words, action: null, observation: null });
    const turn = this.#turns.at(-1);
    if (!turn) return;
    turn[part] = words;
    turn.last = line;
    this.#part = part;
  }

  #goOn(text: string, line: Line): void {
    const turn = this.#turns.at(-1);
    if (!turn || this.#part === null) this.question = `${this.question}\n${text}`;
    else {
      turn[this.#part] = `${turn[this.#part] ?? ""}\n${text}`;
      turn.last = line;
    }
  }

  *outcomes(fileName: string): Generator<ImportOutcome> {
    const rows = new DialogueSteps();
    const steps = this.#turns.map((turn, at) => this.#step(rows, turn, at));
    for (const step of steps) yield { type: "step", step };
    const { byteStart, line } = this.first;
    const record = { byteStart, byteEnd: this.#last.byteEnd, sha256: this.#bytes.digest("hex"), line };
    yield { type: "run", run: this.#run(rows, fileName), record };
  }

  #step(rows: DialogueSteps, { first, last, thought, action, observation }: Turn, at: number): ParsedStep {
    const [byteStart, byteEnd] = [first.byteStart, last.byteEnd];
    const facts: RowFacts = { lane: 0, sourceIndex: at, sourcePointer: { path: `turn[${at}]`, byteStart, byteEnd } };
    const call = { id: null, name: CALL.exec(action ?? "")?.groups?.name ?? "act", text: action ?? "" };
    const [step] =
      action === null
        ? [rows.message("agent", { thought: thought || null, message: null }, facts)]
        : rows.calls(thought || null, [call], facts);
    if (!step) throw new Error("a call makes a row");
    return observation === null ? step : withResult(step, observation);
  }

  #run(rows: DialogueSteps, fileName: string): ParsedRun {
    const how = JUDGED.exec(this.#turns.at(-1)?.observation ?? "")?.groups?.how;
    return {
      runId: null,
      task: taskOf(this.question, null, fileName),
      agent: "ReAct",
      agentVersion: null,
      model: null,
      lanes: [{ name: "ReAct", role: "main" }],
      exitStatus: how?.toLowerCase() ?? null,
      submission: null,
      environment: this.trial === null ? [] : [["trial", this.trial]],
      tokensIn: null,
      tokensOut: null,
      costUsd: null,
      stepCount: rows.stepCount,
      actionCount: rows.actionCount,
      unknownRecords: 0,
    };
  }
}

function partOf(kind: string | undefined): Part | null {
  if (kind === "Thought") return "thought";
  if (kind === "Action") return "action";
  return kind === "Observation" ? "observation" : null;
}
