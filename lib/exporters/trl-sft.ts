import { actionArguments } from "./action-arguments.ts";
import { byCodeUnit, stringText } from "./json-text.ts";
import { EXCLUDED_FLAGS, isTrainable, type Judged, judgeSteps, SCORE_CUT } from "./judge-steps.ts";
import { agentLanes, hasOpening, laneTurns } from "./lane-steps.ts";
import type { Profile, ProfileRow } from "./profile.ts";
import type { ExportRecord, ExportStep, ExportText } from "./record.ts";

/**
 * TRL's conversational format for supervised fine-tuning (trl docs/source/dataset_formats.md): one row for each agent
 * of a run, with `messages` and `tools`. Every assistant message says whether it should be learnt: `train` is 0 for a
 * step that its reviewer scored below the cut, called bad or unsure, flagged, or found a failure at. Such steps stay in
 * the context, so that a dead end is seen and not learnt, and the recovery after it is. TRL itself does not read
 * `train`: a chat template whose {% generation %} block asks for `message['train']` does.
 */
export const trlSft: Profile = {
  id: "trl-sft",
  version: "1.0.0",
  label: "TRL, supervised fine-tuning",
  description:
    "messages and tools, one row an agent; train 0/1 on each assistant message, for a template that masks by it.",
  options: { scoreCut: SCORE_CUT, excludedFlags: [...EXCLUDED_FLAGS] },
  async project(record) {
    const judged = await judgeSteps(record);
    if (judged === null) return { rejected: "no-review" };
    if (judged.outcome === "noise_discard") return { rejected: "discarded-by-review" };
    if (judged.outcome === "contrast_only") return { rejected: "contrast-only" };
    if (!(await hasTrainable(record, judged))) return { rejected: "nothing-to-train" };
    return { rows: rowsOf(record, judged) };
  },
};

async function hasTrainable(record: ExportRecord, judged: Judged): Promise<boolean> {
  for await (const { role, ordinal } of record.steps())
    if (role === "agent" && isTrainable(judged.at(ordinal))) return true;
  return false;
}

async function* rowsOf(record: ExportRecord, judged: Judged): AsyncGenerator<ProfileRow> {
  for (const lane of await agentLanes(record)) {
    const row = new Row(record, judged, lane);
    yield { text: row.text(), lossy: () => row.lossy() };
  }
}

/** A call as the row names it, and its step. */
type Call = { id: string; step: ExportStep };

/** Writes one row and keeps count of what stands only at its end. */
class Row {
  readonly #lossy = new Set<string>();
  readonly #tools = new Set<string>();
  #calls = 0;
  #chars = 0;
  #trainable = 0;
  #messages = 0;
  /** Calls that came back without a word. Templates want a result before the next turn; the last call needs none. */
  #silent: Call[] = [];

  constructor(
    private readonly record: ExportRecord,
    private readonly judged: Judged,
    private readonly lane: number,
  ) {
    for (const reason of judged.lossy) this.#lossy.add(reason);
  }

  lossy(): string[] {
    return [...this.#lossy];
  }

  async *text(): AsyncGenerator<string> {
    const { record, lane } = this;
    yield '{"messages":[';
    const { instruction } = record.run.task;
    if (lane === 0 && instruction !== null && !(await hasOpening(record, lane)))
      yield* this.#plain("user", { read: () => once(instruction) });
    for await (const turn of laneTurns(record, lane)) yield* this.#turn(turn);
    const tools = [...this.#tools].sort(byCodeUnit);
    if (tools.length > 0) this.#lossy.add("tool-definitions-unknown");
    yield `],"tools":[${tools.map(toolText).join(",")}]`;
    const name = record.run.lanes[lane]?.name ?? "";
    const facts = { run_key: record.runKey, task_key: record.run.task.key, lane: name };
    yield `,${JSON.stringify({ ...facts, n_chars: this.#chars, n_trainable: this.#trainable }).slice(1)}`;
  }

  async *#turn(turn: readonly ExportStep[]): AsyncGenerator<string> {
    const [first] = turn;
    if (!first) return;
    yield* this.#silence();
    if (first.role === "agent") return yield* this.#assistant(first, turn);
    if (first.role === "environment" || first.role === "tool") this.#lossy.add("environment-as-user");
    for (const text of [first.text.message, first.text.observation])
      if (text !== null) yield* this.#plain(first.role === "system" ? "system" : "user", text);
  }

  async *#plain(role: string, content: ExportText): AsyncGenerator<string> {
    yield `${this.#comma()}{"role":"${role}","content":`;
    yield* this.#string(content);
    yield "}";
  }

  async *#assistant(first: ExportStep, turn: readonly ExportStep[]): AsyncGenerator<string> {
    const { thought, message } = first.text;
    const isTrained = turn.every(({ ordinal }) => isTrainable(this.judged.at(ordinal)));
    if (isTrained) this.#trainable += 1;
    else this.#lossy.add("masked-turns");
    yield `${this.#comma()}{"role":"assistant","content":`;
    yield* this.#string(message ?? thought);
    yield ',"reasoning_content":';
    if (message !== null && thought !== null) yield* this.#string(thought);
    else yield "null";
    yield ',"tool_calls":[';
    const calls: Call[] = [];
    for (const step of turn) {
      if (step.text.action === null) continue;
      const id = `call_${String((this.#calls += 1)).padStart(6, "0")}`;
      yield* this.#call(id, step, step.text.action, calls.length > 0);
      calls.push({ id, step });
    }
    yield `],"train":${isTrained ? 1 : 0}}`;
    for (const call of calls)
      if (call.step.text.observation === null) this.#silent.push(call);
      else yield* this.#result(call);
    // What came back without a call is the environment speaking.
    if (calls.length === 0 && first.text.observation !== null) {
      this.#lossy.add("environment-as-user");
      yield* this.#plain("user", first.text.observation);
    }
  }

  async *#call(id: string, step: ExportStep, action: ExportText, isLater: boolean): AsyncGenerator<string> {
    const name = step.actionType ?? "run";
    this.#tools.add(name);
    const { text, isCut } = await actionArguments(action);
    if (isCut) this.#lossy.add("long-arguments");
    yield `${isLater ? "," : ""}{"id":"${id}","type":"function","function":{"name":${JSON.stringify(name)},"arguments":`;
    for await (const piece of text) {
      this.#chars += piece.length;
      yield piece;
    }
    yield "}}";
  }

  async *#result({ id, step: { actionType, text } }: Call): AsyncGenerator<string> {
    yield* this.#silence();
    yield `${this.#comma()}{"role":"tool","tool_call_id":"${id}","name":${JSON.stringify(actionType ?? "run")},"content":`;
    yield* this.#string(text.observation);
    yield "}";
  }

  async *#silence(): AsyncGenerator<string> {
    const silent = this.#silent;
    this.#silent = [];
    if (silent.length > 0) this.#lossy.add("empty-results");
    for (const call of silent) yield* this.#result(call);
  }

  #comma(): string {
    this.#messages += 1;
    return this.#messages > 1 ? "," : "";
  }

  /** A field as a JSON string; absent is the empty string, since a template joins it without asking. */
  async *#string(field: ExportText | null): AsyncGenerator<string> {
    yield* stringText(this.#counted(field));
  }

  async *#counted(field: ExportText | null): AsyncGenerator<string> {
    for await (const piece of field?.read() ?? []) {
      this.#chars += piece.length;
      yield piece;
    }
  }
}

function toolText(name: string): string {
  return JSON.stringify({
    type: "function",
    function: { name, description: "", parameters: { type: "object", properties: {}, additionalProperties: true } },
  });
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
