import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { Lanes, type LaneState } from "./lanes.ts";
import { Listener } from "./listener.ts";
import { wordsOf } from "./message.ts";
import { conversationIn } from "./messages-in.ts";
import { readModel } from "./read-model.ts";
import type { Span } from "./span.ts";
import { type SpanNode, type SpanTree, treeOf } from "./span-tree.ts";
import { Tape } from "./tape.ts";
import { inputOf, outputOf } from "./tool.ts";
import { idOf, ToolClaims } from "./tool-claims.ts";

/** Where the walk stands: under which agent, step and tool, and whether under a call of a model or a service. */
type Scope = {
  lane: LaneState | null;
  isInAgent: boolean;
  parentOrdinal: number | null;
  tool: Span | null;
  isInCall: boolean;
  /** The model's call above, where one span beneath it tells it again. */
  outer: SpanNode | null;
};

/**
 * The spans of one trace as rows, parents first, siblings in their order. A call of a model is a row, or one for each
 * call of a tool in it that no span shows; so is the span of a tool, of something of the environment, an agent without
 * a call beneath it and one inside another. What the system or a person said to a model is a row once in its lane. A
 * span that only wraps others is none.
 */
export class TraceRows {
  readonly tape = new Tape();
  readonly book = new NoteBook();
  readonly lanes = new Lanes();
  readonly tree: SpanTree;
  unknownRecords = 0;
  readonly #claims: ToolClaims;
  readonly #listener = new Listener(this.tape, (text, facts, lane) => this.#orphan(text, facts, lane));

  /** `name`: of the lane of what no agent did. */
  constructor(
    spans: readonly Span[],
    private readonly name: string,
  ) {
    this.tree = treeOf(spans);
    this.#noteTree();
    const { roots, walk } = this.tree;
    this.#claims = new ToolClaims(walk);
    const hasRows = walk.some(({ role }) => role !== "wrapper");
    const top = { lane: null, isInAgent: false, parentOrdinal: null, tool: null, isInCall: false, outer: null };
    const open: { node: SpanNode; scope: Scope }[] = roots.toReversed().map((node) => ({ node, scope: top }));
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const scope = this.#visit(next.node, next.scope, hasRows);
      for (const node of next.node.children.toReversed()) open.push({ node, scope });
    }
  }

  /** What the trace was asked first. */
  get instruction(): string | null {
    return this.#listener.instruction;
  }

  get steps(): ParsedStep[] {
    return this.tape.steps;
  }

  /** Puts the span's own rows and gives the scope of its children. */
  #visit(node: SpanNode, scope: Scope, hasRows: boolean): Scope {
    const isLeaf = node.children.length === 0;
    switch (node.role) {
      case "model":
        if (node.echoes === 0) this.#model(node, scope);
        return { ...scope, isInCall: true, outer: node.echoes === 1 ? (scope.outer ?? node) : null };
      case "tool":
        return { ...this.#tool(node, scope), isInCall: false, outer: null };
      case "agent":
        return { ...this.#agent(node, scope), isInCall: false, outer: null, tool: null, isInAgent: true };
      case "environment":
        this.#happened(node, scope);
        return { ...scope, isInCall: true };
      case "wrapper":
        // Plumbing of a framework repeats what its neighbours say; left to itself, or failed, it is all there is.
        if (isLeaf && (!hasRows || node.span.isError === true)) this.#happened(node, scope);
        return scope;
      case "unknown":
        // Beneath such a call it is how the call travelled; the raw file has it.
        if (isLeaf && !scope.isInCall) this.#unknown(node, scope);
        return scope;
      default:
        return node.role satisfies never;
    }
  }

  /** A call of a model; gives the place of its first row. */
  #model(node: SpanNode, scope: Scope): number {
    const { span } = node;
    const lane = this.#laneIn(scope);
    const facts = factsOf(span, lane, scope);
    const { heard, output, usage } = readModel(node, scope.outer);
    this.#listener.listen(heard, { ...facts, startedAt: null }, lane);
    this.#listener.speak(output, lane);
    const calls = output.flatMap((message) => message.calls);
    const alone = calls.filter((call) => !this.#claims.isShown(call));
    const thought = joined(...output.flatMap(({ thoughts }) => thoughts));
    const text = joined(...output.map(wordsOf));
    const at = this.steps.length;
    if (alone.length > 0) this.tape.calls(joined(thought, text), alone, { ...facts, ...usage }, lane);
    else {
      const step = this.tape.rows.message("agent", { thought, message: text }, { ...facts, ...usage });
      const asked = calls.map(({ name }) => name).join(", ");
      this.tape.push({ ...step, target: step.target === "" ? oneLine(asked || span.name) : step.target }, lane);
    }
    this.tape.end(span, at);
    for (const result of output.flatMap(({ results }) => results)) this.tape.answer(result, lane);
    return at;
  }

  #tool(node: SpanNode, scope: Scope): Scope {
    const { span } = node;
    const call = this.#claims.callOf(node);
    const input = inputOf(span) ?? call?.text ?? null;
    const { text, isError } = outputOf(span);
    // A client's span inside the tool's own says the same call again.
    const { tool } = scope;
    if (tool?.toolName === span.toolName && (text === null || inputOf(tool) === inputOf(span))) return scope;
    const lane = this.#laneIn(scope);
    const { turn } = lane;
    if (turn) this.tape.rows.sameTurn();
    const facts = factsOf(span, lane, scope);
    const id = idOf(node) ?? call?.id ?? null;
    const at = this.steps.length;
    for (const made of this.tape.rows.calls(null, [{ id, name: span.toolName, text: input ?? "" }], facts)) {
      const place = { turn: turn?.last ?? made.turn, callOrdinal: turn?.rows ?? 0, actionType: span.toolName };
      const step = { ...made, ...place, text: { ...made.text, action: input } };
      this.tape.pushCall(text === null ? step : withResult(step, text, { isError }), id, lane);
    }
    this.tape.end(span, at);
    return { ...scope, tool: span, parentOrdinal: this.steps[at]?.ordinal ?? null };
  }

  #agent(node: SpanNode, scope: Scope): Scope {
    const caller = scope.isInAgent && scope.tool === null ? this.#laneIn(scope) : null;
    const inner = { ...scope, lane: this.lanes.of(node.span), outer: null };
    if (!node.holdsRows) {
      const at = this.#model(node, inner);
      const step = this.steps[at];
      if (step && !step.isAction) this.steps[at] = { ...step, kind: "subagent" };
      return inner;
    }
    if (caller) inner.parentOrdinal = this.#handOff(node, scope, caller);
    // Some frameworks tell an agent's instructions at its own span and at no call of its model.
    const told = conversationIn(node.span.input, "user").filter(({ role }) => role === "system");
    this.#listener.listen(told, { ...factsOf(node.span, inner.lane, inner), startedAt: null }, inner.lane);
    return inner;
  }

  /** One agent starts another: a row of the one, and the other's rows stand beneath it. */
  #handOff({ span }: SpanNode, scope: Scope, lane: LaneState): number {
    const asked = conversationIn(span.input, "user").findLast(({ role }) => role === "user");
    const message = asked ? wordsOf(asked) : null;
    const step = this.tape.rows.message("agent", { thought: null, message }, factsOf(span, lane, scope));
    const at = this.steps.length;
    const target = oneLine(joined(span.agentName, message) ?? "");
    this.tape.push({ ...step, kind: "subagent", actionType: span.agentName, target }, lane);
    this.tape.end(span, at);
    return step.ordinal;
  }

  /** Something of the environment, or a wrapper that is all there is: what went in and what came out. */
  #happened({ span }: SpanNode, scope: Scope): void {
    const lane = this.#laneIn(scope);
    const { tokensIn, tokensOut, costUsd, name } = span;
    const facts = { ...factsOf(span, lane, scope), tokensIn, tokensOut, costUsd };
    const step = this.tape.rows.message("environment", { thought: null, message: inputOf(span) }, facts);
    const target = step.target === "" ? oneLine(name) : step.target;
    const row: ParsedStep = { ...step, kind: span.isSearch ? "search" : "other", actionType: name || null, target };
    const { text } = outputOf(span);
    const at = this.steps.length;
    this.tape.push(text === null ? row : withResult(row, text), lane);
    this.tape.end(span, at);
  }

  #unknown({ span }: SpanNode, scope: Scope): void {
    this.unknownRecords += 1;
    const lane = this.#laneIn(scope);
    const facts = factsOf(span, lane, scope);
    const reason = "this span is of no kind that is known: no model, tool or agent";
    this.#note("unknown-record", reason, "It is kept as a generic step; look at its source.", facts);
    const step = this.tape.rows.generic(span.source, facts);
    const at = this.steps.length;
    this.tape.push({ ...step, target: span.name === "" ? step.target : oneLine(span.name) }, lane);
    this.tape.end(span, at);
  }

  #orphan(text: string, facts: RowFacts, lane: LaneState): void {
    this.#note("orphan-result", "a result has no call before it", "It is kept as a row of its own.", facts);
    this.tape.push(this.tape.rows.orphanResult(text, facts), lane);
  }

  #noteTree(): void {
    const { repeated, parentless } = this.tree;
    for (const span of repeated)
      this.#note("repeated-span", "this span stands here twice", "It is counted once, the ended one first.", span);
    const reason = "the span above this one is not here, as when it was left out of the export";
    for (const span of parentless) this.#note("missing-parent", reason, "It is read as the top of a tree.", span);
  }

  #note(code: string, reason: string, nextStep: string, { sourcePointer }: Pick<Span, "sourcePointer">): void {
    const { path, byteStart } = sourcePointer;
    this.book.add(code, reason, nextStep, { path, byteOffset: byteStart });
  }

  #laneIn({ lane }: Scope): LaneState {
    return lane ?? this.lanes.outside(this.name);
  }
}

function factsOf(
  { sourceIndex, sourcePointer, startMs }: Span,
  { index }: LaneState,
  { parentOrdinal }: Pick<Scope, "parentOrdinal">,
): RowFacts {
  const startedAt = startMs === null ? null : new Date(startMs).toISOString();
  return { lane: index, sourceIndex, sourcePointer, startedAt, parentOrdinal };
}
