import type { ParsedStep, StepRole } from "../../domain/record/step.ts";
import { DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { elapsedMs } from "../dialogue/elapsed.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { exitCodeOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices, memberSlice, type Slice } from "../json/slices.ts";
import { Event } from "./schema.ts";

/** Actions of an agent whose words are a command line or a script. */
const SCRIPTS = new Map([
  ["run", { member: "command", tool: "bash" }],
  ["run_ipython", { member: "code", tool: "ipython" }],
]);
/** Actions that only set the stage. */
const STAGE = new Set(["system", "recall", "condensation", "change_agent_state", "null"]);

export type Tokens = ReadonlyMap<string, { tokensIn: number | null; tokensOut: number | null }>;

/** The events of a history as rows: a row for each action and message, with the observation that names it as its cause. */
export class EventRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly steps: ParsedStep[] = [];
  instruction: string | null = null;
  model: string | null = null;
  /** What the agent handed in last. */
  finished = false;
  unknownRecords = 0;
  readonly #byId = new Map<string, number>();
  #last: { at: number; response: string | null } | null = null;

  /** `tokens`: what each answer of the model took, by its id. */
  constructor(private readonly tokens: Tokens) {}

  /** The events of a list; the oldest histories hold pairs of an action and its observation. */
  async addAll(slices: readonly Slice[], path: string): Promise<void> {
    for (const [at, slice] of slices.entries()) {
      const own = `${path}[${at}]`;
      if (slice.bytes[0] !== OPEN_ARRAY) await this.#add(slice, own, at);
      else
        for (const [side, inner] of (await elementSlices(slice.bytes, null)).entries())
          await this.#add(within(inner, slice.byteStart), `${own}[${side}]`, at);
    }
  }

  async #add({ byteStart, byteEnd, bytes }: Slice, path: string, sourceIndex: number): Promise<void> {
    const place: RowFacts = { lane: 0, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const event = Event.safeParse(parseValue(bytes)).data;
    if (!event || (!event.action && !event.observation)) {
      this.unknownRecords += 1;
      const reason = "this is no event: it has neither an action nor an observation";
      this.book.add("unknown-record", reason, "It is kept; look at its source.", { path, byteOffset: byteStart });
      this.steps.push(this.rows.generic(decodeView(bytes), place));
      return;
    }
    const facts = { ...place, startedAt: event.timestamp ? isoTime(event.timestamp) : null };
    if (event.observation) this.#observe(event, event.observation, facts, path);
    else await this.#act(event, event.action ?? "", bytes, facts);
  }

  async #act(event: Event, action: string, bytes: Uint8Array, facts: RowFacts): Promise<void> {
    const said = (name: string) => textOf(event.args?.[name]) ?? textOf(event[name]);
    // The first version wrote no source; what its history begins with is the task.
    const role = event.source ?? (action === "message" && this.steps.length === 0 ? "user" : "agent");
    if (STAGE.has(action)) this.#say("environment", said("content") ?? event.message ?? said("query"), null, facts);
    else if (action === "message") {
      const words = said("content") ?? textOf(event.message);
      if (role === "user") this.instruction ??= words;
      this.#say(role === "user" ? "user" : "agent", words, said("thought"), facts);
    } else await this.#call(event, action, said, bytes, facts);
    if (event.id !== null && event.id !== undefined) this.#byId.set(String(event.id), this.steps.length - 1);
  }

  async #call(
    event: Event,
    action: string,
    said: (name: string) => string | null,
    bytes: Uint8Array,
    facts: RowFacts,
  ): Promise<void> {
    const script = SCRIPTS.get(action);
    const written = script ? said(script.member) : null;
    const args = written === null ? await memberSlice(bytes, "args") : null;
    const text = written ?? decodeView(args?.bytes ?? bytes);
    const response = event.tool_call_metadata?.model_response ?? null;
    const id = response?.id || null;
    this.model ??= response?.model || null;
    const isSame = id !== null && this.#last?.response === id;
    const taken = id === null || isSame ? {} : this.tokens.get(id);
    if (isSame) this.rows.sameTurn();
    const before = isSame ? this.steps[this.#last?.at ?? -1] : undefined;
    const call = { id: null, name: script?.tool ?? action, text };
    for (const step of this.rows.calls(said("thought"), [call], { ...facts, ...taken }))
      this.steps.push({ ...step, actionType: action, callOrdinal: before ? before.callOrdinal + 1 : 0 });
    this.#last = { at: this.steps.length - 1, response: id };
    if (action === "finish") this.finished = true;
  }

  #observe(event: Event, observation: string, facts: RowFacts, path: string): void {
    const words = textOf(event.content) ?? event.message ?? "";
    const cause = event.cause === null || event.cause === undefined ? null : this.#byId.get(String(event.cause));
    const at = cause ?? (event.source ? null : (this.#last?.at ?? null));
    const step = at === null || at === undefined ? undefined : this.steps[at];
    const stated = {
      exitCode: integerOf(event.extras?.metadata?.exit_code ?? event.extras?.exit_code ?? event.exit_code),
      isError: observation === "error" ? true : null,
      durationMs: elapsedMs(step?.startedAt, facts.startedAt),
    };
    if (step?.isAction && step.text.observation === null) this.steps[at ?? 0] = withResult(step, words, stated);
    else if (event.source === "environment" || step) this.#say("environment", words, null, facts);
    else {
      this.book.add("orphan-result", "a result has no action before it", "It is kept as a row of its own.", {
        path,
        byteOffset: facts.sourcePointer.byteStart,
      });
      this.steps.push(withResult(this.rows.orphanResult(words, facts), words, stated));
    }
  }

  #say(role: StepRole, message: string | null, thought: string | null, facts: RowFacts): void {
    this.steps.push(this.rows.message(role, { thought: thought || null, message: message || null }, facts));
  }
}

const OPEN_ARRAY = 0x5b;

function within({ byteStart, byteEnd, bytes }: Slice, base: number): Slice {
  return { byteStart: base + byteStart, byteEnd: base + byteEnd, bytes };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** -1 is what the program writes where it does not know. */
function integerOf(value: unknown): number | null {
  const code = exitCodeOrNull(value);
  return code !== null && code >= 0 ? code : null;
}
