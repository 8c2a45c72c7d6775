import {
  type FieldMapping,
  type RowOwner,
  RUN_SLOTS,
  type RunSlot,
  type StepSlot,
} from "../../domain/mapping/field-mapping.ts";
import { isWithin, type JsonPointer, valueAt } from "../../domain/mapping/json-pointer.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep, SourcePointer } from "../../domain/record/step.ts";
import { type Call, DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { countOrNull, isRefused } from "../dialogue/number-facts.ts";
import { StepQueue } from "../dialogue/step-queue.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices } from "../json/slices.ts";
import { parseValue } from "../json/document.ts";
import { errorOf, type Part, sliceAt, textAt, timeOf } from "./field-values.ts";
import { LaneNames } from "./lane-names.ts";

/** The rows of one run, mapped one by one; a step waits inside while a result for it may come. */
export class MappedRows {
  readonly #rows = new DialogueSteps();
  readonly #queue = new StepQueue();
  readonly #book = new NoteBook();
  readonly #lanes = new LaneNames();
  readonly #owners: ReadonlyMap<string, RowOwner>;
  readonly #facts = new Map<RunSlot, string>();
  /** Ordinals of calls without an id that the next results answer, in order. */
  #open: number[] = [];
  #sourceIndex = 0;
  #instruction: string | null = null;
  #unknown = 0;

  constructor(private readonly mapping: FieldMapping) {
    this.#owners = new Map(mapping.roles.map(({ value, is }) => [value, is]));
  }

  get stepCount(): number {
    return this.#rows.stepCount;
  }

  /** Takes what a part of a record, which stands at `base` in it, says of the run; the first to say something counts. */
  async addFacts(part: Part, base: JsonPointer): Promise<void> {
    for (const slot of RUN_SLOTS) {
      const pointer = this.mapping.run[slot];
      if (pointer === undefined || this.#facts.has(slot) || !isWithin(pointer, base)) continue;
      const said = await textAt(part, pointer.slice(base.length));
      if (said !== null) this.#facts.set(slot, said);
    }
  }

  /** The next row and where it stands; gives the steps that wait for nothing. */
  async add(part: Part, sourcePointer: SourcePointer): Promise<ParsedStep[]> {
    const owner = await this.#ownerOf(part);
    const facts = await this.#rowFacts(part, sourcePointer);
    if (owner === null) this.#addUnknown(part, facts);
    else await this.#addRow(part, owner, facts);
    return this.#queue.take();
  }

  /** A row that is no JSON: kept as it stands, and counted. */
  addBroken({ bytes }: Part, sourcePointer: SourcePointer): ParsedStep[] {
    this.#unknown += 1;
    this.#closeOpen();
    this.#queue.put(this.#rows.generic(decodeView(bytes), { lane: 0, sourceIndex: this.#nextIndex(), sourcePointer }));
    return this.#queue.take();
  }

  /** The steps that are left, and the run. */
  finish(fileName: string): { steps: ParsedStep[]; run: ParsedRun; notes: ImportProblem[] } {
    const fact = (slot: RunSlot) => this.#facts.get(slot) ?? null;
    const run: ParsedRun = {
      runId: fact("runId"),
      task: taskOf(fact("instruction") ?? this.#instruction, fact("taskId"), fileName),
      agent: fact("agent"),
      agentVersion: null,
      model: fact("model"),
      lanes: this.#lanes.lanes(),
      exitStatus: fact("outcome"),
      submission: null,
      environment: [],
      tokensIn: null,
      tokensOut: null,
      costUsd: null,
      stepCount: this.#rows.stepCount,
      actionCount: this.#rows.actionCount,
      unknownRecords: this.#unknown,
    };
    return { steps: this.#queue.rest(), run, notes: this.#book.problems() };
  }

  /** Whose row it is; null where the value of its role stands in no table. Rows of a log without roles are an agent's. */
  async #ownerOf(part: Part): Promise<RowOwner | null> {
    const { role } = this.mapping.step;
    if (role === undefined) return "agent";
    const said = await textAt(part, role);
    return said === null ? null : (this.#owners.get(said) ?? null);
  }

  async #addRow(part: Part, owner: RowOwner, facts: RowFacts): Promise<void> {
    const { step } = this.mapping;
    const thought = await textAt(part, step.thought);
    const message = await textAt(part, step.message);
    const observation = await textAt(part, step.observation);
    const isError = step.isError === undefined ? null : errorOf(valueAt(part.value, step.isError));
    if (owner === "tool" && (await this.#answered(part, observation ?? message ?? "", isError))) return;
    this.#closeOpen();
    const called = await this.#callsOf(part);
    const mayCall = owner !== "user" && owner !== "system";
    const calls = mayCall ? called : [];
    if (called.length > 0 && !mayCall)
      this.#note("unread-action", "a row of a user or the system calls nothing", facts);
    const stated = { isError };
    if (calls.length > 0) {
      const made = this.#rows.calls(thought, calls, facts);
      for (const [at, { id }] of calls.entries()) {
        const plain = made[at];
        if (!plain) continue;
        const said = at === 0 && message !== null ? { ...plain, text: { ...plain.text, message } } : plain;
        const isLast = at === calls.length - 1;
        this.#putCall(isLast && observation !== null ? withResult(said, observation, stated) : said, id, isError);
      }
    } else if (owner === "tool") {
      this.#note("orphan-result", "a result has no call before it", facts, "It is kept as a row of its own.");
      this.#queue.put(withError(this.#rows.orphanResult(observation ?? message ?? "", facts), isError));
    } else {
      if (owner === "user") this.#instruction ??= message;
      const row = this.#rows.message(owner, { thought, message }, facts);
      this.#queue.put(observation === null ? withError(row, isError) : withResult(row, observation, stated));
    }
  }

  /** Puts a result at the call it names, else at the oldest call that has none; false where there is neither. */
  async #answered(part: Part, text: string, isError: boolean | null): Promise<boolean> {
    const id = await textAt(part, this.mapping.step.resultOf);
    if (id !== null) return this.#queue.answer(id, text, { isError });
    const ordinal = this.#open.shift();
    if (ordinal === undefined) return false;
    this.#queue.settle(ordinal, (step) => withResult(step, text, { isError }));
    return true;
  }

  #putCall(step: ParsedStep, id: string | null, isError: boolean | null): void {
    const { resultOf } = this.mapping.step;
    if (step.text.observation !== null) this.#queue.put(step);
    else if (id !== null && resultOf !== undefined) this.#queue.putOpen(withError(step, isError), id);
    else {
      this.#queue.put(withError(step, isError));
      this.#queue.hold(step.ordinal);
      this.#open.push(step.ordinal);
    }
  }

  /** Another row begins: calls without an id get no result any more. */
  #closeOpen(): void {
    for (const ordinal of this.#open) this.#queue.settle(ordinal, (step) => step);
    this.#open = [];
  }

  async #callsOf(part: Part): Promise<Call[]> {
    const { calls, step } = this.mapping;
    const list = calls === null ? null : valueAt(part.value, calls);
    const parts = calls === null ? [part] : Array.isArray(list) ? await this.#partsAt(part, calls) : [];
    const found: Call[] = [];
    for (const each of parts) {
      const [name, input, id] = [
        await textAt(each, step.action),
        await textAt(each, step.input),
        await textAt(each, step.callId),
      ];
      // A command without a tool's name is the call; a name without arguments is all that was said.
      const text = input ?? name;
      if (text !== null) found.push({ id, name: step.input === undefined ? "" : (name ?? ""), text });
    }
    return found;
  }

  async #partsAt({ bytes }: Part, pointer: JsonPointer): Promise<Part[]> {
    const list = await sliceAt(bytes, pointer);
    const slices = list === null ? [] : await elementSlices(list.bytes, null);
    return slices.map((slice) => ({ value: parseValue(slice.bytes), bytes: slice.bytes }));
  }

  #addUnknown({ bytes }: Part, facts: RowFacts): void {
    this.#closeOpen();
    this.#unknown += 1;
    const nextStep = "It is kept as a generic step; look at its source.";
    this.#note("unknown-record", "the role of this row is not in the mapping's table", facts, nextStep);
    this.#queue.put(this.#rows.generic(decodeView(bytes), facts));
  }

  async #rowFacts(part: Part, sourcePointer: SourcePointer): Promise<RowFacts> {
    const { step, timeUnit } = this.mapping;
    const raw = (slot: StepSlot) => {
      const pointer = step[slot];
      return pointer === undefined ? undefined : valueAt(part.value, pointer);
    };
    const place = { sourcePointer };
    const [time, tokensIn, tokensOut] = [raw("startedAt"), raw("tokensIn"), raw("tokensOut")];
    const startedAt = timeOf(time, timeUnit);
    if (time !== undefined && time !== null && startedAt === null)
      this.#note("unread-time", "this time is none in the chosen unit", place, "It is left out; check the unit.");
    for (const tokens of [tokensIn, tokensOut])
      if (isRefused(tokens, countOrNull(tokens)))
        this.#note("unread-tokens", "this is no whole number of tokens", place);
    const lane = this.#lanes.indexOf(await textAt(part, step.lane));
    if (this.#lanes.isFull) this.#note("many-lanes", "a run shows 200 agents", place, "More share the first lane.");
    return {
      lane,
      sourceIndex: this.#nextIndex(),
      sourcePointer,
      startedAt,
      tokensIn: countOrNull(tokensIn),
      tokensOut: countOrNull(tokensOut),
    };
  }

  #nextIndex(): number {
    this.#sourceIndex += 1;
    return this.#sourceIndex - 1;
  }

  #note(
    code: string,
    reason: string,
    { sourcePointer: { path, byteStart } }: Pick<RowFacts, "sourcePointer">,
    nextStep = "It is left out.",
  ): void {
    this.#book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

function withError(step: ParsedStep, isError: boolean | null): ParsedStep {
  return isError === null ? step : { ...step, isError, isErrorInferred: false };
}
