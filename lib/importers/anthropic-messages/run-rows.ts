import type { ParsedStep } from "../../domain/record/step.ts";
import { readToolArguments, textArgument } from "../../domain/text/tool-arguments.ts";
import { DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { decodeView } from "../json/bytes.ts";
import { type Blocks, readBlocks } from "./blocks.ts";
import { withFileKind } from "./call-kind.ts";
import { measuresOf, Totals } from "./measures.ts";
import type { ToolResult } from "./results.ts";
import type { Message } from "./schema.ts";
import { isResultOf, readWritten, type WrittenCall } from "./written-calls.ts";

/** The rows of one conversation as its messages come, and what they say of the run. */
export class RunRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly totals = new Totals();
  readonly models = new Set<string>();
  readonly steps: ParsedStep[] = [];
  instruction: string | null = null;
  /** What the last `attempt_completion` handed in. */
  answer: string | null = null;
  unknownRecords = 0;
  readonly #callAt = new Map<string, number>();
  /** The calls of the newest turn without a result that has no id to name them. */
  #waiting: { at: number; name: string }[] = [];

  /** `isWritten`: calls stand in the text of messages. */
  constructor(private readonly isWritten: boolean) {}

  async add(message: Message, bytes: Uint8Array, place: RowFacts): Promise<void> {
    const blocks = await readBlocks(message.content, bytes);
    const { model, ...measures } = measuresOf(message);
    this.totals.add(measures);
    if (model !== null) this.models.add(model);
    const facts = { ...place, ...measures };
    if (blocks.sealedThoughts > 0)
      this.note("sealed-thought", "a thought is encrypted and cannot be read", "The raw file keeps it.", facts);
    if (message.role === "assistant") this.#addAgent(blocks, facts);
    else this.#addUser(message.role, blocks, facts);
  }

  /** Something that is no message of a known role. */
  addUnknown(bytes: Uint8Array, facts: RowFacts): void {
    this.unknownRecords += 1;
    const nextStep = "It is kept as a generic step; look at its source.";
    this.note("unknown-record", "this is no message of a role that is known", nextStep, facts);
    this.steps.push(this.rows.generic(decodeView(bytes), facts));
  }

  #addAgent(blocks: Blocks, facts: RowFacts): void {
    const said = [...blocks.said, ...blocks.surroundings].join("\n");
    const written = this.isWritten ? readWritten(said) : { thought: null, said, calls: [] };
    const thought = joined(...blocks.thoughts, written.thought);
    const calls = [...blocks.calls, ...written.calls];
    if (calls.length === 0) this.#push(thought, written.said, facts);
    else {
      const first = this.steps.length;
      const called = this.rows.calls(joined(thought, written.said), calls, facts);
      this.#waiting = calls.map(({ name }, at) => ({ at: first + at, name }));
      for (const [at, { id }] of calls.entries()) if (id !== null) this.#callAt.set(id, first + at);
      this.steps.push(
        ...called.map((step, at) => asWritten(withFileKind(step), written.calls[at - blocks.calls.length])),
      );
      this.answer = written.calls.findLast(({ answer }) => answer !== null)?.answer ?? this.answer;
      for (const { name, text } of blocks.calls) if (name === "attempt_completion") this.answer = answerIn(text);
    }
    // The server's own tools answer within the message that calls them.
    for (const result of blocks.results) this.#answer(result, null, facts);
  }

  #push(thought: string | null, message: string, facts: RowFacts): void {
    this.steps.push(this.rows.message("agent", { thought, message: message === "" ? null : message }, facts));
  }

  #addUser(role: "user" | "system", blocks: Blocks, facts: RowFacts): void {
    const surroundings = blocks.surroundings.length === 0 ? null : blocks.surroundings.join("\n");
    const [call] = this.#waiting;
    if (this.isWritten && call && isResultOf(call.name, blocks.words[0] ?? "")) {
      this.#waiting.shift();
      this.#put(call.at, { callId: null, text: blocks.said.join("\n"), isError: null }, surroundings);
      return;
    }
    for (const [at, result] of blocks.results.entries())
      this.#answer(result, at === blocks.results.length - 1 ? surroundings : null, facts);
    const said = [...blocks.said, ...(blocks.results.length === 0 ? blocks.surroundings : [])].join("\n");
    if (said === "" && blocks.results.length > 0) return;
    if (role === "user" && blocks.words.length > 0) this.instruction ??= blocks.words.join("\n");
    this.steps.push(this.rows.message(role, { thought: null, message: said === "" ? null : said }, facts));
  }

  /** A result at its call: by id, or the one call that waits where it names none. */
  #answer(result: ToolResult, surroundings: string | null, facts: RowFacts): void {
    const only = this.#waiting.length === 1 ? this.#waiting[0]?.at : undefined;
    const at = result.callId === null ? only : this.#callAt.get(result.callId);
    if (at !== undefined) {
      this.#waiting = this.#waiting.filter((waiting) => waiting.at !== at);
      this.#put(at, result, surroundings);
      return;
    }
    this.note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
    const row = withResult(this.rows.orphanResult(result.text, facts), result.text, { isError: result.isError });
    this.steps.push(withSurroundings(row, surroundings));
  }

  #put(at: number, { text, isError }: ToolResult, surroundings: string | null): void {
    const step = this.steps[at];
    if (step) this.steps[at] = withSurroundings(withResult(step, text, { isError }), surroundings);
  }

  private note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

/** The result that a call hands in as its arguments say. */
function answerIn(text: string): string | null {
  const args = readToolArguments(text);
  return args && textArgument(args, ["result"]);
}

/** The element as it stands in the text, in place of the parameters that its kind was found by. */
function asWritten(step: ParsedStep, call: WrittenCall | undefined): ParsedStep {
  return call ? { ...step, text: { ...step.text, action: call.written } } : step;
}

/** What the harness adds about the editor stands behind the result and says nothing of its success. */
function withSurroundings(step: ParsedStep, surroundings: string | null): ParsedStep {
  if (surroundings === null) return step;
  return { ...step, text: { ...step.text, observation: joined(step.text.observation, surroundings) } };
}
