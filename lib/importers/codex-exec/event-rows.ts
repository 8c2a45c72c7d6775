import type { ParsedStep } from "../../domain/record/step.ts";
import { oneLine } from "../../domain/record/step-kind-target.ts";
import { DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { StepQueue } from "../dialogue/step-queue.ts";
import { decodeView } from "../json/bytes.ts";
import { memberSlice } from "../json/slices.ts";
import { type CallItem, callOf } from "./calls.ts";
import { Item } from "./schema.ts";

type Phase = "started" | "updated" | "completed";

/** The rows of a thread as its events come: an item is a row where it begins, and what came of it is put there. */
export class EventRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly queue = new StepQueue();
  unknownRecords = 0;
  /** Ordinals of items by id; a list of tasks by what it last said. */
  readonly #begun = new Map<string, number>();
  readonly #said = new Map<string, string>();

  async item(value: unknown, phase: Phase, source: SessionLine): Promise<void> {
    const slice = await memberSlice(source.bytes, "item");
    const item = Item.safeParse(value).data;
    const type = item?.type ?? item?.item_type ?? "";
    if (!item || !slice) return this.unknown(source);
    const facts = placeOf(source);
    const call = await callOf(item, type, slice.bytes);
    if (call) this.#call(call, item, phase, facts);
    else if (type === "todo_list") this.#tasks(item, facts);
    // What is said stands whole where it is done; before that it is a draft.
    else if (phase !== "completed" && SAID.has(type)) return;
    else if (type === "reasoning") this.#put("agent", { thought: item.text || null, message: null }, facts);
    else if (type === "error") this.fault(item.message ?? null, source);
    else if (SAID.has(type)) this.#put("agent", { thought: null, message: item.text || null }, facts);
    else this.unknown(source);
  }

  #call(call: CallItem, item: Item, phase: Phase, facts: RowFacts): void {
    // The search's own id is the same at its end; the item's is another in some versions.
    const id = item.ID ?? item.id ?? `line ${facts.sourceIndex}`;
    if (item.ID && item.id)
      this.#note("twice-named", "a web search has two ids under one key", "The file keeps both.", facts);
    const begun = this.#begun.get(id);
    if (begun === undefined) {
      const [step] = this.rows.calls(null, [{ id, name: call.name, text: call.text }], facts);
      if (!step) return;
      this.#begun.set(id, step.ordinal);
      this.queue.putOpen(call.target ? { ...step, target: oneLine(call.target) } : step, id);
      this.queue.hold(step.ordinal);
    }
    if (phase !== "completed") return;
    const ordinal = this.#begun.get(id) ?? 0;
    if (begun !== undefined) this.queue.settle(ordinal, (step) => withAction(step, call.text));
    else this.queue.settle(ordinal, (step) => step);
    this.#begun.delete(id);
    if (this.queue.answer(id, call.output, call.stated)) return;
    this.#note("late-result", "a result came after its call was let go", "It is kept as a row of its own.", facts);
    this.queue.put(withResult(this.rows.orphanResult(call.output, facts), call.output, call.stated));
  }

  /** A list of tasks is a row whenever it says something new. */
  #tasks({ id, items }: Item, facts: RowFacts): void {
    const message = (items ?? []).map(({ text, completed }) => `[${completed ? "x" : " "}] ${text}`).join("\n");
    if (this.#said.get(id ?? "") === message) return;
    this.#said.set(id ?? "", message);
    this.#put("agent", { thought: null, message: message || null }, facts);
  }

  /** Something that went wrong with the program itself. */
  fault(words: string | null, source: SessionLine): void {
    const step = this.rows.message("environment", { thought: null, message: words }, placeOf(source));
    this.queue.put({ ...step, isError: true, isErrorInferred: false });
  }

  /** A question to the person, as its JSON. */
  question(source: SessionLine): void {
    this.#put("agent", { thought: null, message: decodeView(source.bytes) }, placeOf(source));
  }

  #put(role: "agent", text: Parameters<DialogueSteps["message"]>[1], facts: RowFacts): void {
    this.queue.put(this.rows.message(role, text, facts));
  }

  unknown(source: SessionLine): void {
    this.unknownRecords += 1;
    const facts = placeOf(source);
    this.#note("unknown-record", "this line is of no kind that is known", "It is kept; look at its source.", facts);
    this.queue.put(this.rows.generic(decodeView(source.bytes), facts));
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

const SAID = new Set(["agent_message", "assistant_message", "reasoning", "plan", "error"]);

function placeOf({ index, byteStart, byteEnd }: SessionLine): RowFacts {
  return { lane: 0, sourceIndex: index, sourcePointer: { path: `[${index}]`, byteStart, byteEnd } };
}

/** What a search asks for is known at its end only. */
function withAction(step: ParsedStep, action: string): ParsedStep {
  if (action === "" || step.text.action !== "") return step;
  return { ...step, text: { ...step.text, action }, target: oneLine(action) };
}
