import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { type Call, DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { agentNameOf, type LaneState, Lanes } from "./lanes.ts";
import type { Message } from "./message.ts";
import { failureOf, readService, readTool } from "./read-tool.ts";
import { readModel, usageOf } from "./read-model.ts";
import { sourceOfSpan, startedAt, tookMs } from "./span-facts.ts";
import type { SpanNode, SpanTree } from "./span-tree.ts";
import { ToolClaims } from "./tool-claims.ts";
import { lastWords } from "./words.ts";

/** Where the walk stands: whose lane, under which step, and under what kind of span. */
type Scope = { lane: LaneState; parentOrdinal: number | null; isInAgent: boolean; tool: string | null };

/**
 * The spans of one trace as rows, depth first in the order of time. A model's span is a row, or one for each call of
 * it that no tool's span shows; so are a tool's, a service's and a hand-off to an agent. What went into a model is a
 * row where its lane has not shown it. A span that only wraps others is none.
 */
export class TraceRows {
  readonly rows = new DialogueSteps();
  readonly book = new NoteBook();
  readonly lanes = new Lanes();
  readonly steps: ParsedStep[] = [];
  instruction: string | null = null;
  unknownRecords = 0;
  readonly #claims: ToolClaims;
  /** Where the call with an id stands among the steps, the newest of each id. */
  readonly #callAt = new Map<string, number>();

  constructor({ roots }: SpanTree) {
    this.#claims = new ToolClaims(roots);
    for (const root of roots)
      this.#visit(root, { lane: this.lanes.main, parentOrdinal: null, isInAgent: false, tool: null });
  }

  #visit(node: SpanNode, scope: Scope): void {
    switch (node.role) {
      case "model":
        if (node.holdsModel) return this.#children(node, scope);
        this.#model(node, scope);
        return this.#children(node, scope, true);
      case "tool":
        return this.#tool(node, scope);
      case "agent":
        return this.#agent(node, scope);
      case "service":
        this.#service(node, scope);
        return this.#children(node, scope, true);
      case "wrapper":
        if (!node.holdsRows) this.#lone(node, scope);
        return this.#children(node, scope);
      case "foreign":
        if (node.children.length === 0) this.#foreign(node, scope);
        return this.#children(node, scope);
      default:
        return node.role satisfies never;
    }
  }

  /** `isTransport`: what no convention names under a call of a model is how the call travelled; the raw file has it. */
  #children({ children }: SpanNode, scope: Scope, isTransport = false): void {
    for (const child of children)
      if (!isTransport || child.role !== "foreign" || child.holdsRows) this.#visit(child, scope);
  }

  #model(node: SpanNode, scope: Scope): void {
    const { span } = node;
    const { lane } = scope;
    const facts = factsOf(node, scope);
    const { input, output } = readModel(span);
    for (const message of lane.shown.takeNew(input)) this.#heard(message, bare(facts), lane);
    for (const message of output) lane.shown.add(message);
    const calls = output.flatMap((message) => message.calls);
    const shownHere = calls.filter((call) => !this.#claims.claim(call, node));
    const thought = joined(...output.map((message) => message.thought));
    const text =
      output
        .map((message) => message.text)
        .filter((each) => each !== null)
        .join("\n\n") || null;
    const all = { ...facts, ...usageOf(span) };
    const first = this.steps.length;
    if (shownHere.length > 0) this.#calls(joined(thought, text), shownHere, all, lane);
    else {
      const step = this.rows.message("agent", { thought, message: text }, all);
      const asked = calls.map(({ name }) => name).join(", ");
      this.#push(
        { ...step, target: text === null && thought === null ? oneLine(asked || span.name) : step.target },
        lane,
      );
    }
    this.#outcome(first, node);
  }

  /** What went into a model and no row shows yet. */
  #heard(message: Message, facts: RowFacts, lane: LaneState): void {
    const { role, text, thought, calls, results } = message;
    const fresh = calls.filter(({ id }) => id === null || !this.#callAt.has(id));
    if (fresh.length > 0) this.#calls(joined(thought, text), fresh, facts, lane);
    else if (text !== null || thought !== null) {
      if (role === "user") this.instruction ??= text;
      this.#push(this.rows.message(role, { thought, message: text }, facts), lane);
    }
    for (const result of results) this.#answer(result, facts, lane);
  }

  #calls(thought: string | null, calls: readonly Call[], facts: RowFacts, lane: LaneState): void {
    for (const [at, step] of this.rows.calls(thought, calls, facts).entries()) {
      const id = calls[at]?.id;
      if (id) this.#callAt.set(id, this.steps.length);
      lane.open.add(this.steps.length);
      this.#push(step, lane);
    }
  }

  /** A result in a model's input: at its call, unless the call's own span gave it already. */
  #answer({ id, text }: Message["results"][number], facts: RowFacts, lane: LaneState): void {
    const at = id === null ? this.#onlyOpen(lane) : this.#callAt.get(id);
    const step = at === undefined ? undefined : this.steps[at];
    if (step && at !== undefined) {
      if (step.text.observation === null) this.steps[at] = withResult(step, text, stated(step));
      lane.open.delete(at);
      return;
    }
    // A tool's own span gave it.
    if (id === null && lane.given.has(text)) return;
    this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
    this.#push(this.rows.orphanResult(text, facts), lane);
  }

  /** The one call of a lane that still waits; none where there are more. */
  #onlyOpen({ open }: LaneState): number | undefined {
    const [first] = open;
    return open.size === 1 ? first : undefined;
  }

  #tool(node: SpanNode, scope: Scope): void {
    const { name, input, output } = readTool(node.span);
    // A client's span inside the tool's own says the same call again.
    if (scope.tool === name && output === null) return this.#children(node, scope);
    const { lane } = scope;
    const id = this.#claims.idOf(node);
    if (lane.turn) this.rows.sameTurn();
    const [made] = this.rows.calls(null, [{ id, name, text: input ?? "" }], factsOf(node, scope));
    if (!made) return;
    const place = { turn: lane.turn?.last ?? made.turn, callOrdinal: lane.turn?.calls ?? 0 };
    const text = { ...made.text, action: input };
    const step: ParsedStep = { ...made, ...place, text, actionType: name };
    if (lane.turn) lane.turn.calls += 1;
    const at = this.steps.length;
    if (id !== null) this.#callAt.set(id, at);
    this.steps.push(output === null ? step : withResult(step, output));
    if (output === null) lane.open.add(at);
    else lane.given.add(output);
    this.#outcome(at, node);
    this.#children(node, { ...scope, parentOrdinal: step.ordinal, tool: name });
  }

  #agent(node: SpanNode, scope: Scope): void {
    const isHandOff = scope.tool === null && !this.lanes.isFirst(!scope.isInAgent);
    const lane = this.lanes.laneOf(node, !scope.isInAgent);
    const inner = { lane, isInAgent: true, tool: null, parentOrdinal: scope.parentOrdinal };
    if (!node.holdsRows) this.#model(node, { ...inner });
    else if (isHandOff) inner.parentOrdinal = this.#handOff(node, scope).ordinal;
    this.#children(node, inner);
  }

  #handOff(node: SpanNode, scope: Scope): ParsedStep {
    const asked = lastWords(readModel(node.span).input);
    const step = this.rows.message("agent", { thought: null, message: asked }, factsOf(node, scope));
    const name = agentNameOf(node.span);
    const at = this.steps.length;
    this.#push({ ...step, kind: "subagent", actionType: name, target: oneLine(`${name}: ${asked ?? ""}`) }, scope.lane);
    this.#outcome(at, node);
    return step;
  }

  #service(node: SpanNode, scope: Scope): void {
    const { input, output, isSearch } = readService(node.span);
    const facts = { ...factsOf(node, scope), ...usageOf(node.span) };
    const step = this.rows.message("environment", { thought: null, message: input }, facts);
    const at = this.steps.length;
    const target = step.target === "" ? oneLine(node.span.name) : step.target;
    const row: ParsedStep = { ...step, kind: isSearch ? "search" : "other", actionType: node.span.name, target };
    this.steps.push(output === null ? row : withResult(row, output));
    this.#outcome(at, node);
  }

  /** A wrapper around nothing: a row where it says something, else nothing is left to read. */
  #lone(node: SpanNode, scope: Scope): void {
    const { input, output } = readService(node.span);
    if (input !== null || output !== null || failureOf(node.span).isError) this.#service(node, scope);
  }

  #foreign(node: SpanNode, scope: Scope): void {
    this.unknownRecords += 1;
    const facts = factsOf(node, scope);
    const reason = "this span is of no convention for models, tools or agents";
    this.#note("unknown-record", reason, "It is kept as a generic step.", facts);
    const at = this.steps.length;
    this.steps.push({ ...this.rows.generic(sourceOfSpan(node.span), facts), target: oneLine(node.span.name) });
    this.#outcome(at, node);
  }

  /** What the span states of its end, at the last of its rows; a failure's words where the row has none of them. */
  #outcome(from: number, { span }: SpanNode): void {
    const { isError, words } = failureOf(span);
    const durationMs = tookMs(span);
    for (let at = from; at < this.steps.length; at += 1) {
      const step = this.steps[at];
      if (!step) continue;
      const timed = at === from ? { ...step, durationMs } : step;
      const failed = isError === true && words !== null && !(step.text.observation ?? "").includes(words);
      if (failed) this.steps[at] = withResult(timed, words, { isError });
      else this.steps[at] = isError === null ? timed : { ...timed, isError, isErrorInferred: false };
    }
  }

  #push(step: ParsedStep, lane: LaneState): void {
    lane.turn = step.role === "agent" ? { last: step.turn, calls: step.callOrdinal + 1 } : lane.turn;
    this.steps.push(step);
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer: { path, byteStart } }: RowFacts): void {
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }
}

function factsOf({ span }: SpanNode, { lane, parentOrdinal }: Scope): RowFacts {
  const { sourceIndex, sourcePointer } = span;
  return { lane: lane.index, sourceIndex, sourcePointer, startedAt: startedAt(span), parentOrdinal };
}

/** When a message of the input was said, nobody wrote down. */
function bare(facts: RowFacts): RowFacts {
  return { ...facts, startedAt: null };
}

/** An outcome that a step's own span stated stays. */
function stated({ isError, isErrorInferred }: ParsedStep): { isError: boolean | null } {
  return { isError: isErrorInferred ? null : isError };
}
