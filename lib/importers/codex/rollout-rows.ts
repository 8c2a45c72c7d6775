import { z } from "zod";
import { DialogueSteps, type RowFacts, type StatedOutcome, withResult } from "../dialogue/dialogue-steps.ts";
import { elapsedMs } from "../dialogue/elapsed.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { countOrNull, exitCodeOrNull } from "../dialogue/number-facts.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { StepQueue } from "../dialogue/step-queue.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { readOutput } from "./output.ts";
import { type Event, Item } from "./schema.ts";

const TextPart = z.looseObject({ text: z.string() });
/** What the program puts before a person's first words. */
const INJECTED =
  /^\s*(?:<(?:environment_context|user_instructions|INSTRUCTIONS|permissions|collaboration_mode)\b|# AGENTS\.md)/;

/** Calls by kind, with the member that holds what they are given. */
const CALLS = new Map([
  ["function_call", "arguments"],
  ["custom_tool_call", "input"],
  ["local_shell_call", "action"],
  ["web_search_call", "action"],
  ["tool_search_call", "arguments"],
  ["image_generation_call", "action"],
]);
/** Results by kind, with the member that holds what came back. */
const RESULTS = new Map([
  ["function_call_output", "output"],
  ["custom_tool_call_output", "output"],
  ["local_shell_call_output", "output"],
  ["tool_search_output", "tools"],
  ["function_result", "result"],
]);

/** The rows of a rollout as its items come: a row for each message, thought with words, and call. */
export class RolloutRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly queue = new StepQueue();
  instruction: string | null = null;
  unknownRecords = 0;
  /** What events said of calls whose result is still to come. */
  readonly #stated = new Map<string, StatedOutcome>();
  /** The newest call without an id, which only the order pairs with its result. */
  #nameless: string | null = null;

  /** An item of the dialogue; false where it is of no kind that is known. `bytes` are its own. */
  async item(value: unknown, bytes: Uint8Array, source: SessionLine, startedAt: string | null): Promise<boolean> {
    const item = Item.safeParse(value).data;
    if (!item) return false;
    const type = item.type ?? (item.role ? "message" : "");
    const facts = { ...placeOf(source), startedAt: startedAt === null ? null : isoTime(startedAt) };
    const [given, back] = [CALLS.get(type), RESULTS.get(type)];
    if (type === "message" || type === "agent_message") await this.#message(item, bytes, facts);
    else if (type === "reasoning") this.#thought(item, facts);
    else if (given !== undefined) await this.#call(item, given, bytes, facts);
    else if (back !== undefined) await this.#answer(item, back, bytes, facts);
    // The tree of files at a moment, by its hash.
    else return type === "ghost_snapshot";
    return true;
  }

  async #message(item: Item, bytes: Uint8Array, facts: RowFacts): Promise<void> {
    const words = await wordsOf(item, bytes);
    const role = item.role ?? "assistant";
    if (role === "assistant") {
      this.queue.put(this.rows.message("agent", { thought: null, message: words }, facts));
      return;
    }
    const isInjected = role !== "user" || INJECTED.test(words ?? "");
    if (!isInjected) this.instruction ??= words;
    this.queue.put(this.rows.message(isInjected ? "system" : "user", { thought: null, message: words }, facts));
  }

  #thought({ summary, content }: Item, facts: RowFacts): void {
    const words = [...textsOf(summary), ...textsOf(content)].join("\n\n");
    if (words !== "") this.queue.put(this.rows.message("agent", { thought: words, message: null }, facts));
    else this.note("sealed-thought", "a thought is encrypted and cannot be read", "The raw file keeps it.", facts);
  }

  async #call(item: Item, member: string, bytes: Uint8Array, facts: RowFacts): Promise<void> {
    const given = item[member];
    const slice = typeof given === "string" ? null : await memberSlice(bytes, member);
    const text = typeof given === "string" ? given : slice ? decodeView(slice.bytes) : "{}";
    const name = item.name ?? item.function?.name ?? (item.type ?? "tool").replace(/_call$/, "");
    const id = item.call_id ?? item.id ?? `line ${facts.sourceIndex}`;
    if (!item.call_id) this.#nameless = id;
    // What only the provider runs may have no result line of its own.
    const isAnswered = item.type !== "web_search_call" && item.type !== "image_generation_call";
    for (const step of this.rows.calls(null, [{ id, name, text }], facts))
      if (isAnswered) this.queue.putOpen(step, id);
      else this.queue.put(step);
  }

  async #answer(item: Item, member: string, bytes: Uint8Array, facts: RowFacts): Promise<void> {
    const { text, stated } = await readOutput(item[member], bytes, member);
    const id = item.call_id ?? this.#nameless ?? "";
    const known = { ...this.#stated.get(id), ...withoutNull(stated) };
    const call = this.queue.find(id);
    const durationMs = known.durationMs ?? elapsedMs(call?.startedAt, facts.startedAt);
    if (this.queue.answer(id, text, { ...known, durationMs })) return;
    this.note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
    this.queue.put(withResult(this.rows.orphanResult(text, facts), text, known));
  }

  /** An event that states how a call went. */
  ended({ call_id: id, exit_code: code, success, duration, result }: Event): void {
    if (!id) return;
    const seconds = countOrNull(duration?.secs);
    const isFailed = success === null || success === undefined ? failedOf(result) : !success;
    const stated = {
      exitCode: exitCodeOrNull(code),
      durationMs: seconds === null ? null : seconds * 1000 + (countOrNull(duration?.nanos) ?? 0) / 1e6,
      isError: isFailed,
    };
    this.#stated.set(id, { ...this.#stated.get(id), ...withoutNull(stated) });
  }

  unknown(source: SessionLine): void {
    this.unknownRecords += 1;
    const facts = placeOf(source);
    this.note("unknown-record", "this line is of no kind that is known", "It is kept; look at its source.", facts);
    this.queue.put(this.rows.generic(decodeView(source.bytes), facts));
  }

  private note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

function placeOf({ index, byteStart, byteEnd }: SessionLine): RowFacts {
  return { lane: 0, sourceIndex: index, sourcePointer: { path: `[${index}]`, byteStart, byteEnd } };
}

function failedOf(result: Event["result"]): boolean | null {
  if (!result) return null;
  return result.Err !== undefined ? true : result.Ok !== undefined ? false : null;
}

/** The words of a message: its texts, and parts of any other kind as their JSON. */
async function wordsOf({ content, message, text }: Item, bytes: Uint8Array): Promise<string | null> {
  if (typeof content === "string" || typeof message === "string") return firstText(content, message);
  if (!Array.isArray(content)) return text ?? null;
  const slices = await elementSlices(bytes, "content");
  const words = content.flatMap((part: unknown, at) => {
    const said = TextPart.safeParse(part).data?.text;
    return said ?? decodeView(slices[at]?.bytes ?? new Uint8Array());
  });
  return words.length === 0 ? null : words.join("\n");
}

function textsOf(parts: unknown): string[] {
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part: unknown) => TextPart.safeParse(part).data?.text || []);
}

function withoutNull(stated: StatedOutcome): StatedOutcome {
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== null && value !== undefined));
}

function firstText(...values: readonly unknown[]): string | null {
  const found = values.find((value) => typeof value === "string" && value !== "");
  return typeof found === "string" ? found : null;
}
