import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { StepRole } from "../../domain/record/step.ts";
import { DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { elapsedMs } from "../dialogue/elapsed.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { countOrNull } from "../dialogue/number-facts.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { StepQueue } from "../dialogue/step-queue.ts";
import { sha256 } from "../dialogue/task-of.ts";
import { decodeView } from "../json/bytes.ts";
import { eventTime } from "./event-time.ts";
import { answerOf, payloadOf, resultOf, toldOf, wordsOf } from "./payload.ts";
import { type Event, MarkRole } from "./schema.ts";
import { type Scope, Scopes } from "./scopes.ts";

/** The rows of an event log: what people and models said, calls, marks, and scopes that hold no other. */
export class EventRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly queue = new StepQueue();
  readonly scopes = new Scopes();
  readonly models = new Map<string, number>();
  instruction: string | null = null;
  /** What the first root gave in the end. */
  submission: string | null = null;
  unknownRecords = 0;
  tokensIn: number | null = null;
  tokensOut: number | null = null;
  /** How often a lane was told the same; a model is told everything again each time. */
  readonly #told = new Map<string, number>();
  /** What was last said in a lane; an agent's end repeats it. */
  readonly #lastSaid = new Map<number, string | null>();
  /** Calls by scope of their tool. */
  readonly #callOf = new Map<string, string>();

  async start(event: Event, line: SessionLine): Promise<void> {
    const time = eventTime(event.timestamp);
    const scope = this.scopes.begin(event, time);
    const payload = await payloadOf(line.bytes);
    const facts = factsOf(line, scope, time);
    if (scope.isRoot || scope.category === "agent") this.#ask("user", wordsOf(payload), scope, facts);
    else if (scope.category === "llm") {
      const counts = new Map<string, number>();
      for (const { role, text } of await toldOf(payload)) {
        const key = sha256(`${role} ${text}`);
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if ((counts.get(key) ?? 0) > this.#timesTold(scope.lane, role, text)) this.#ask(role, text, scope, facts);
      }
    } else if (scope.category === "tool")
      this.#callTool(event, scope, payload ? decodeView(payload.bytes) : "{}", facts);
    else scope.input = { words: wordsOf(payload), place: facts };
  }

  async end(event: Event, line: SessionLine): Promise<void> {
    const time = eventTime(event.timestamp);
    const scope = this.scopes.end(event);
    if (scope === null) {
      const where = { path: `[${line.index}]`, byteOffset: line.byteStart };
      this.book.add("unpaired-end", "a scope ends that never began", "Its output is kept.", where);
    }
    const place = factsOf(line, scope ?? this.scopes.parentOf(event), scope?.startedAt ?? time);
    const payload = await payloadOf(line.bytes);
    const durationMs = scope ? elapsedMs(scope.startedAt, time) : null;
    const category = scope?.category ?? event.category;
    if (category === "llm") await this.#answer(event, line, place, durationMs);
    else if (category === "tool") this.#result(event, await resultOf(payload), durationMs, place);
    else if (scope?.isRoot || category === "agent")
      this.#finish(scope, wordsOf(payload), { ...place, startedAt: time });
    else if (!scope?.hasChildren) this.#leaf(event.name, scope, wordsOf(payload), { place, durationMs });
  }

  /** A moment; one with a role says something. */
  async mark(event: Event, line: SessionLine): Promise<void> {
    const payload = await payloadOf(line.bytes);
    const facts = factsOf(line, this.scopes.parentOf(event), eventTime(event.timestamp));
    const said = MarkRole.safeParse(payload?.value).data;
    if (said) return this.#ask(said.role, said.content ?? said.message ?? null, this.scopes.parentOf(event), facts);
    const step = this.rows.message("environment", { thought: null, message: wordsOf(payload) ?? event.name }, facts);
    this.queue.put({ ...step, target: oneLine(event.name) });
  }

  #ask(role: StepRole, words: string | null, scope: Scope | null, facts: RowFacts): void {
    if (words === null || words === "") return;
    if (role === "user" && facts.lane === 0) this.instruction ??= words;
    this.#count(scope?.lane ?? 0, role, words);
    this.queue.put(this.rows.message(role, { thought: null, message: words }, facts));
  }

  async #answer(event: Event, line: SessionLine, place: RowFacts, durationMs: number | null): Promise<void> {
    const { thought, said, calls, usage } = await answerOf(await payloadOf(line.bytes));
    const model = event.category_profile?.model_name;
    if (model) this.models.set(model, (this.models.get(model) ?? 0) + 1);
    const tokensIn = countOrNull(usage?.prompt_tokens) ?? countOrNull(usage?.input_tokens);
    const tokensOut = countOrNull(usage?.completion_tokens) ?? countOrNull(usage?.output_tokens);
    if (tokensIn !== null) this.tokensIn = (this.tokensIn ?? 0) + tokensIn;
    if (tokensOut !== null) this.tokensOut = (this.tokensOut ?? 0) + tokensOut;
    const facts = { ...place, tokensIn, tokensOut };
    this.#lastSaid.set(place.lane, said);
    if (calls.length === 0) {
      this.queue.put({ ...this.rows.message("agent", { thought, message: said }, facts), durationMs });
      return;
    }
    for (const [at, step] of this.rows.calls(joined(thought, said), calls, facts).entries()) {
      const id = calls[at]?.id;
      if (id) this.queue.putOpen(step, id);
      else this.queue.put(step);
    }
  }

  /** A tool that a model called is that call; any other is a call of its own. */
  #callTool(event: Event, scope: Scope, text: string, facts: RowFacts): void {
    const id = event.category_profile?.tool_call_id;
    const called = id && this.queue.find(id)?.text.observation === null ? this.queue.ordinalOf(id) : null;
    if (id && called !== null) {
      this.#callOf.set(scope.uuid, id);
      scope.caller = called;
      return;
    }
    const own = `scope ${scope.uuid}`;
    for (const step of this.rows.calls(null, [{ id: own, name: event.name, text }], facts)) {
      this.queue.putOpen(step, own);
      this.#callOf.set(scope.uuid, own);
      scope.caller = step.ordinal;
    }
  }

  #result(event: Event, text: string, durationMs: number | null, facts: RowFacts): void {
    const id = this.#callOf.get(event.uuid);
    this.#callOf.delete(event.uuid);
    if (id !== undefined && this.queue.answer(id, text, { durationMs })) return;
    const { path, byteStart } = facts.sourcePointer;
    const place = { path, byteOffset: byteStart };
    this.book.add("orphan-result", "a result has no call before it", "It is kept as a row of its own.", place);
    this.queue.put(withResult(this.rows.orphanResult(text, facts), text, { durationMs }));
  }

  /** What an agent gives in the end is mostly what it said last. */
  #finish(scope: Scope | null, words: string | null, facts: RowFacts): void {
    if (scope?.isRoot && facts.lane === 0) this.submission = words;
    if (words === null || this.#lastSaid.get(facts.lane) === words) return;
    this.#lastSaid.set(facts.lane, words);
    this.queue.put(this.rows.message("agent", { thought: null, message: words }, facts));
  }

  /** Work of any other kind: what went in, and what came out. */
  #leaf(
    name: string,
    scope: Scope | null,
    output: string | null,
    { place, durationMs }: { place: RowFacts; durationMs: number | null },
  ): void {
    const step = this.rows.message("environment", { thought: null, message: scope?.input?.words ?? null }, place);
    const named = { ...step, target: oneLine(name) };
    this.queue.put(output === null ? { ...named, durationMs } : withResult(named, output, { durationMs }));
  }

  /** No more events: what never ended is kept as far as it went. */
  finish(): void {
    for (const scope of this.scopes.unended()) {
      const place = { path: "[0]", byteOffset: 0 };
      this.book.add("unpaired-start", "a scope began that never ended", "The log may have been cut off.", place);
      if (scope.input && !scope.hasChildren)
        this.#leaf(scope.name, scope, null, { place: scope.input.place, durationMs: null });
    }
  }

  unknown({ bytes, index, byteStart, byteEnd }: SessionLine): void {
    this.unknownRecords += 1;
    const path = `[${index}]`;
    this.book.add("unknown-record", "this line is no event that is known", "It is kept; look at its source.", {
      path,
      byteOffset: byteStart,
    });
    const facts = { lane: 0, sourceIndex: index, sourcePointer: { path, byteStart, byteEnd } };
    this.queue.put(this.rows.generic(decodeView(bytes), facts));
  }

  #timesTold(lane: number, role: string, text: string): number {
    return this.#told.get(sha256(`${lane} ${role} ${text}`)) ?? 0;
  }

  #count(lane: number, role: string, text: string): void {
    this.#told.set(sha256(`${lane} ${role} ${text}`), this.#timesTold(lane, role, text) + 1);
  }
}

function factsOf({ index, byteStart, byteEnd }: SessionLine, scope: Scope | null, startedAt: string | null): RowFacts {
  const sourcePointer = { path: `[${index}]`, byteStart, byteEnd };
  const isBelow = scope !== null && scope.lane > 0;
  return {
    lane: scope?.lane ?? 0,
    sourceIndex: index,
    sourcePointer,
    startedAt,
    parentOrdinal: isBelow ? scope.caller : null,
  };
}
