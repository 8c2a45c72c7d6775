import { z } from "zod";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep, StepRole } from "../../domain/record/step.ts";
import { DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices, type Slice } from "../json/slices.ts";
import { readMessage } from "../openai-messages/message.ts";
import { Speakers } from "./speakers.ts";

const Text = z.string().nullish().catch(null);
const Said = z.looseObject({
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  role: z.string(),
  name: Text,
  tool_calls: z.unknown().optional(),
  function_call: z.unknown().optional(),
  tool_call_id: Text,
  tool_responses: z
    .array(z.looseObject({ tool_call_id: Text, content: Text }))
    .nullish()
    .catch(null),
});
type Said = z.infer<typeof Said>;
const TextPart = z.looseObject({ text: z.string() });
/** "Orchestrator (thought)", "Orchestrator (-> WebSurfer)". */
const SPOKEN = /^(?<speaker>.*?)\s*\((?<how>[^()]*)\)$/;

/** What a chat of agents says of the run, besides its rows. */
export type ChatFacts = Pick<ParsedRun, "runId" | "task" | "agent" | "environment"> &
  Partial<Pick<ParsedRun, "exitStatus" | "submission">>;

export type ChatEntry = { path: string; slice: Slice };

/**
 * A chat of agents as a run: a row for each entry, or for each call of one with its result, a lane for each agent in
 * the order they speak. A thought an agent keeps to itself is one, a terminal is the environment, and so is whatever
 * it prints. `persons`: names the format has for the person besides the usual.
 */
export async function mapChat(
  entries: readonly ChatEntry[],
  factsOf: (asked: string | null) => ChatFacts,
  persons?: ReadonlySet<string>,
): Promise<MappedRun> {
  const chat = new ChatRows(new Speakers(persons));
  for (const [sourceIndex, entry] of entries.entries()) await chat.add(entry, sourceIndex);
  const run: ParsedRun = {
    agentVersion: null,
    model: null,
    lanes: chat.speakers.lanes,
    exitStatus: null,
    submission: null,
    ...factsOf(chat.asked),
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    stepCount: chat.rows.stepCount,
    actionCount: chat.rows.actionCount,
    unknownRecords: chat.unknownRecords,
  };
  return { steps: chat.steps, run, notes: chat.book.problems(), identity: null };
}

class ChatRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly steps: ParsedStep[] = [];
  asked: string | null = null;
  unknownRecords = 0;
  /** Places of calls by id, the newest of each. */
  readonly #callAt = new Map<string, number>();

  constructor(readonly speakers: Speakers) {}

  async add({ path, slice: { byteStart, byteEnd, bytes } }: ChatEntry, sourceIndex: number): Promise<void> {
    const place: RowFacts = { lane: 0, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const value = parseValue(bytes);
    const entry = Said.safeParse(value).data;
    const isCalling = entry?.tool_calls != null || entry?.function_call != null;
    if (!entry || ((entry.content ?? null) === null && !isCalling && !entry.tool_responses)) {
      this.unknownRecords += 1;
      const reason = "this is no entry of a chat: it has no content or no role";
      this.#note("unknown-record", reason, "It is kept; look at its source.", place);
      this.steps.push(this.rows.generic(decodeView(bytes), place));
    } else if (entry.tool_responses || entry.tool_call_id) await this.#answers(entry, bytes, place);
    else if (isCalling) await this.#call(value, bytes, entry, place);
    else await this.#say(entry, bytes, place);
  }

  async #say(entry: Said, bytes: Uint8Array, place: RowFacts): Promise<void> {
    const { speaker, how } = speakerOf(entry);
    const words = await wordsOf(entry.content, bytes);
    if (this.speakers.isPerson(speaker)) {
      this.asked ??= words;
      this.steps.push(this.rows.message("user", { thought: null, message: words }, place));
      return;
    }
    const role: StepRole = this.speakers.isTerminal(speaker) ? "environment" : "agent";
    const said = how === "thought" ? { thought: words, message: null } : { thought: null, message: words };
    this.steps.push(this.rows.message(role, said, { ...place, lane: this.speakers.laneOf(speaker) }));
  }

  async #call(value: unknown, bytes: Uint8Array, entry: Said, place: RowFacts): Promise<void> {
    const calls = (await readMessage(value, bytes))?.calls ?? [];
    if (calls.length === 0) return this.#say(entry, bytes, place);
    for (const [at, { id }] of calls.entries()) if (id !== null) this.#callAt.set(id, this.steps.length + at);
    const facts = { ...place, lane: this.speakers.laneOf(speakerOf(entry).speaker) };
    this.steps.push(...this.rows.calls(await wordsOf(entry.content, bytes), calls, facts));
  }

  /** Results of the calls of one entry come in one; the entry's own content repeats them. */
  async #answers(entry: Said, bytes: Uint8Array, place: RowFacts): Promise<void> {
    const alone = { tool_call_id: entry.tool_call_id, content: await wordsOf(entry.content, bytes) };
    for (const { tool_call_id: id, content } of entry.tool_responses ?? [alone]) {
      const at = id ? this.#callAt.get(id) : undefined;
      const step = at === undefined ? undefined : this.steps[at];
      if (step && at !== undefined) this.steps[at] = withResult(step, content ?? "");
      else {
        this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", place);
        this.steps.push(this.rows.orphanResult(content ?? "", place));
      }
    }
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

/** In a dumped chat the role is the dumper's view, so only the name tells who spoke; without one it is the role. */
function speakerOf({ name, role }: Said): { speaker: string; how: string | null } {
  if (name) return { speaker: name, how: null };
  const { speaker, how } = SPOKEN.exec(role)?.groups ?? {};
  return { speaker: speaker || role, how: how ?? null };
}

/** Words, lines of words, or parts; a part that is no text stays as its JSON. */
async function wordsOf(content: Said["content"], bytes: Uint8Array): Promise<string | null> {
  if (!Array.isArray(content)) return content || null;
  if (content.every((line) => typeof line === "string")) return linesJoined(content) || null;
  const slices = await elementSlices(bytes, "content");
  const words = content.map((part, at) => {
    const text = typeof part === "string" ? part : TextPart.safeParse(part).data?.text;
    return text ?? decodeView(slices[at]?.bytes ?? new Uint8Array());
  });
  return words.join("\n");
}

/** A text kept as its lines, which may still end in their line feeds. */
export function linesJoined(lines: readonly string[]): string {
  return lines.join(lines.some((line) => line.endsWith("\n")) ? "" : "\n");
}
