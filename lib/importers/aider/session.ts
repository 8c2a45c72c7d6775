import { createHash } from "node:crypto";
import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { oneLine } from "../../domain/record/step-kind-target.ts";
import { DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Line } from "../json/lines.ts";
import { cutEdits } from "./edits.ts";

type Speaker = "person" | "program" | "model";
type Block = { speaker: Speaker; lines: string[]; first: Line; last: Line };

const TOOK = /^(\d{1,12}) prompt tokens, (\d{1,12}) completion tokens, \$(\d{1,9}(?:\.\d{1,9})?) cost/;
const VERSION = /^Aider v(\S+)/;
const MODEL = /^(?:Models?|Main model): (\S+)/;

/**
 * One session: blocks of lines by who wrote them. A person's lines begin with `#### `, the program's with `> `, the rest
 * is the model's; inside a fence of the model's they are its text, whatever they begin with.
 */
export class Session {
  readonly #rows = new DialogueSteps();
  readonly #bytes = createHash("sha256");
  #block: Block | null = null;
  #isFenced = false;
  #last: Line;
  #blocks = 0;
  /** Edits that wait for what the program says of them. */
  #open: ParsedStep[] = [];
  #instruction: string | null = null;
  #version: string | null = null;
  #model: string | null = null;
  #took = { tokensIn: 0, tokensOut: 0, costUsd: 0, count: 0 };

  constructor(
    private readonly first: Line,
    private readonly startedAt: string,
  ) {
    this.#last = first;
    this.#bytes.update(first.bytes);
  }

  /** The next line; the steps that are whole with it. */
  add(line: Line, text: string): ParsedStep[] {
    this.#bytes.update("\n").update(line.bytes);
    const speaker = this.#speakerOf(text);
    const said =
      speaker === "model" ? text : text.replace(speaker === "person" ? /^#### ?/ : /^> ?/, "").replace(/ {2}$/, "");
    const done = this.#block && this.#block.speaker !== speaker ? this.#close() : [];
    this.#block ??= { speaker, lines: [], first: line, last: line };
    // Blank lines are not handed over; the count of lines tells how many there were.
    const blank = this.#block.lines.length === 0 ? 0 : line.line - this.#last.line - 1;
    this.#block.lines.push(...Array.from({ length: blank }, () => ""), said);
    this.#block.last = line;
    this.#last = line;
    return done;
  }

  *finish(fileName: string): Generator<ImportOutcome> {
    for (const step of [...this.#close(), ...this.#release()]) yield { type: "step", step };
    const { byteStart, line } = this.first;
    const record = { byteStart, byteEnd: this.#last.byteEnd, sha256: this.#bytes.digest("hex"), line };
    yield { type: "run", run: this.#run(fileName), record };
  }

  #speakerOf(text: string): Speaker {
    if (/^\s*```/.test(text)) {
      this.#isFenced = !this.#isFenced;
      return "model";
    }
    if (this.#isFenced) return "model";
    if (/^####(?: |$)/.test(text)) return "person";
    return /^>(?: |$)/.test(text) ? "program" : "model";
  }

  #close(): ParsedStep[] {
    const block = this.#block;
    this.#block = null;
    if (!block) return [];
    const text = block.lines.join("\n");
    // Places are those of the session, which is a record of its own.
    const base = this.first.byteStart;
    const [byteStart, byteEnd] = [block.first.byteStart - base, block.last.byteEnd - base];
    const path = `block[${this.#blocks}]`;
    const facts: RowFacts = { lane: 0, sourceIndex: this.#blocks, sourcePointer: { path, byteStart, byteEnd } };
    this.#blocks += 1;
    if (block.speaker === "program") return this.#program(block.lines, text, facts);
    const done = this.#release();
    if (block.speaker === "model") return [...done, ...this.#answer(text, facts)];
    this.#instruction ??= text;
    return [...done, this.#rows.message("user", { thought: null, message: text }, facts)];
  }

  /** What the program says after edits is what became of them. */
  #program(lines: readonly string[], text: string, facts: RowFacts): ParsedStep[] {
    for (const line of lines) this.#note(line);
    const edit = this.#open.at(-1);
    if (!edit) return [this.#rows.message("environment", { thought: null, message: text }, facts)];
    return [
      ...this.#open.splice(0, this.#open.length - 1),
      ...this.#open.splice(0).map((step) => withResult(step, text)),
    ];
  }

  #answer(text: string, facts: RowFacts): ParsedStep[] {
    const { edits, rest } = cutEdits(text);
    if (edits.length === 0) return [this.#rows.message("agent", { thought: null, message: text }, facts)];
    const calls = edits.map((edit) => ({ id: null, name: "edit", text: edit.text }));
    this.#open = this.#rows
      .calls(rest, calls, facts)
      .map((step, at) => ({ ...step, kind: "edit", target: oneLine(edits[at]?.file ?? step.target) }));
    return [];
  }

  #release(): ParsedStep[] {
    return this.#open.splice(0);
  }

  #note(line: string): void {
    this.#version ??= VERSION.exec(line)?.[1] ?? null;
    this.#model ??= MODEL.exec(line)?.[1] ?? null;
    const [, read, written, cost] = TOOK.exec(line) ?? [];
    if (cost === undefined) return;
    this.#took.tokensIn += Number(read);
    this.#took.tokensOut += Number(written);
    this.#took.costUsd += Number(cost);
    this.#took.count += 1;
  }

  #run(fileName: string): ParsedRun {
    const { tokensIn, tokensOut, costUsd, count } = this.#took;
    return {
      runId: null,
      task: taskOf(this.#instruction, null, fileName),
      agent: "aider",
      agentVersion: this.#version,
      model: this.#model,
      lanes: [{ name: "aider", role: "main" }],
      exitStatus: null,
      submission: null,
      // A time without a zone is no point in time.
      environment: [["started_at_local", this.startedAt]],
      tokensIn: count === 0 ? null : tokensIn,
      tokensOut: count === 0 ? null : tokensOut,
      costUsd: count === 0 ? null : Math.round(costUsd * 1e6) / 1e6,
      stepCount: this.#rows.stepCount,
      actionCount: this.#rows.actionCount,
      unknownRecords: 0,
    };
  }
}
