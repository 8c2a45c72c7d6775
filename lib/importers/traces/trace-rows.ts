import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { type DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { agentNameOf, Lanes, type LaneState } from "./lanes.ts";
import { Listener } from "./listener.ts";
import { readModel } from "./model.ts";
import { wordsOf } from "./said.ts";
import type { Span } from "./span.ts";
import { type SpanNode, treeOf } from "./span-tree.ts";
import { Tape } from "./tape.ts";
import { ToolClaims } from "./tool-claims.ts";
import { inputText, outputOf, toolNameOf } from "./tool.ts";

/** Where the walk stands: under which agent, step and tool, and whether the model's call above is told again below. */
type Scope = {
  lane: LaneState | null;
  isInAgent: boolean;
  parentOrdinal: number | null;
  tool: Span | null;
  outer: SpanNode | null;
};

/**
 * The spans of one trace as rows, parents first, siblings in their order. A call of a model is a row, or one for each
 * call of a tool in it that no span shows; so is the span of a tool, of a service, an event, an agent without a call
 * beneath it and one inside another. What the system or a person said to a model is a row once in its lane. A span
 * that only wraps others is none.
 */
export class TraceRows {
  readonly tape = new Tape();
  readonly book = new NoteBook();
  readonly lanes = new Lanes();
  unknownRecords = 0;
  readonly #claims: ToolClaims;
  readonly #listener = new Listener(this.tape);

  /** `name`: the trace's own, for the lane of what no agent did. */
  constructor(
    spans: readonly Span[],
    private readonly name: string,
  ) {
    const { roots, walk } = treeOf(spans);
    this.#claims = new ToolClaims(walk);
    const hasRows = walk.some(({ role }) => role !== "wrapper");
    const top: Scope = { lane: null, isInAgent: false, parentOrdinal: null, tool: null, outer: null };
    const open = roots.toReversed().map((node) => ({ node, scope: top }));
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

  get rows(): DialogueSteps {
    return this.tape.rows;
  }

  /** Puts the span's own rows and gives the scope of its children. */
  #visit(node: SpanNode, scope: Scope, hasRows: boolean): Scope {
    switch (node.role) {
      case "model":
        if (node.echoes === 0) this.#model(node, scope);
        return { ...scope, outer: node.echoes === 1 ? (scope.outer ?? node) : null };
      case "tool":
        return this.#tool(node, scope);
      case "agent":
        return this.#agent(node, scope);
      case "service":
      case "event":
        this.#happened(node, scope);
        return scope;
      case "wrapper":
        // Plumbing of a framework repeats what its neighbours say; left to itself, or failed, it is all there is.
        if (node.children.length === 0 && (!hasRows || node.span.isFailed)) this.#happened(node, scope);
        return scope;
      case "unknown":
        this.#unknown(node, scope);
        return scope;
      default:
        return node.role satisfies never;
    }
  }

  #model(node: SpanNode, scope: Scope): number {
    const { span } = node;
    const lane = this.#laneIn(scope);
    const facts = factsOf(span, lane, scope);
    const { heard, output, usage } = readModel(node, scope.outer);
    this.#listener.listen(heard, { ...facts, startedAt: null }, lane);
    const calls = output.flatMap((said) => said.calls);
    const alone = calls.filter((call) => !this.#claims.isShown(call));
    const thought = joined(...output.flatMap((said) => said.thoughts));
    const text = joined(...output.map(wordsOf));
    const at = this.tape.steps.length;
    if (alone.length > 0) this.tape.calls(joined(thought, text), alone, { ...facts, ...usage }, lane);
    else {
      const message = span.isFailed ? joined(text, span.failure) : text;
      const step = this.tape.rows.message("agent", { thought, message }, { ...facts, ...usage });
      const asked = calls.map(({ name }) => name).join(", ");
      const target = step.target === "" ? oneLine(asked || span.name) : step.target;
      this.tape.push({ ...step, ...failed(span), target, durationMs: span.durationMs }, lane);
    }
    for (const result of output.flatMap((said) => said.results)) this.tape.answer(result, lane);
    lane.hasSpoken = true;
    return at;
  }

  #tool(node: SpanNode, scope: Scope): Scope {
    const { span } = node;
    const name = toolNameOf(span);
    const input = inputText(span.input);
    // A client's span inside the tool's own says the same call again.
    if (scope.tool && toolNameOf(scope.tool) === name && inputText(scope.tool.input) === input) return scope;
    const lane = this.#laneIn(scope);
    const id = this.#claims.idOf(node);
    return { ...scope, outer: null, tool: span, parentOrdinal: this.#use(span, { id, name, input }, lane, scope) };
  }

  #use(
    span: Span,
    { id, name, input }: { id: string | null; name: string; input: string | null },
    lane: LaneState,
    scope: Scope,
  ): number | null {
    const { turn } = lane;
    if (turn) this.tape.rows.sameTurn();
    const [made] = this.tape.rows.calls(null, [{ id, name, text: input ?? "" }], factsOf(span, lane, scope));
    if (!made) return null;
    const { text, isError } = outputOf(span.output);
    const step = {
      ...made,
      turn: turn?.last ?? made.turn,
      callOrdinal: turn?.rows ?? 0,
      actionType: name,
      text: { ...made.text, action: input },
      durationMs: span.durationMs,
    };
    const given = span.isFailed && !(text ?? "").includes(span.failure ?? "") ? joined(text, span.failure) : text;
    const stated = { isError: span.isFailed ? true : isError };
    this.tape.expect(id);
    this.tape.push(given === null ? { ...step, ...failed(span) } : withResult(step, given, stated), lane);
    return step.ordinal;
  }

  #agent(node: SpanNode, scope: Scope): Scope {
    const inner: Scope = { ...scope, isInAgent: true, tool: null, outer: null };
    const isHandOff = scope.isInAgent && scope.tool === null;
    const caller = isHandOff ? this.#laneIn(scope) : null;
    const lane = this.lanes.of(node.span);
    if (!node.holdsRows) {
      const at = this.#model(node, { ...inner, lane });
      const own = this.tape.steps.length - 1;
      const step = this.tape.steps[own];
      if (step && own >= at) this.tape.steps[own] = { ...step, kind: step.isAction ? step.kind : "subagent" };
    } else {
      if (caller) inner.parentOrdinal = this.#handOff(node, scope, caller);
      // Some frameworks tell an agent's instructions at its own span and at no call of its model.
      const { messages, isPlain } = readModel(node, null).heard;
      const told = messages.filter(({ role }) => role === "system");
      this.#listener.listen({ messages: told, isPlain }, { ...factsOf(node.span, lane, inner), startedAt: null }, lane);
    }
    return { ...inner, lane };
  }

  /** One agent starts another: a row of the one, and the other's rows stand beneath it. */
  #handOff(node: SpanNode, scope: Scope, lane: LaneState): number {
    const asked = readModel(node, null).heard.messages.findLast(({ role }) => role === "user");
    const message = asked ? wordsOf(asked) : null;
    const name = agentNameOf(node.span);
    const step = this.tape.rows.message("agent", { thought: null, message }, factsOf(node.span, lane, scope));
    const said = { kind: "subagent", actionType: name, target: oneLine(name) } as const;
    this.tape.push({ ...step, ...said, ...failed(node.span), durationMs: node.span.durationMs }, lane);
    return step.ordinal;
  }

  /** A service that was asked, an event, or a wrapper that is all there is: what went in and what came out. */
  #happened({ span }: SpanNode, scope: Scope): void {
    const lane = this.#laneIn(scope);
    const { tokensIn, tokensOut, costUsd } = span;
    const facts = { ...factsOf(span, lane, scope), tokensIn, tokensOut, costUsd };
    const step = this.tape.rows.message("environment", { thought: null, message: inputText(span.input) }, facts);
    const given = joined(outputOf(span.output).text, span.isFailed ? span.failure : null);
    const kind = span.isSearch ? "search" : "other";
    const target = oneLine(step.target === "" ? span.name : step.target);
    const row: ParsedStep = { ...step, kind, actionType: span.name || null, target, durationMs: span.durationMs };
    const stated = { isError: span.isFailed ? true : null };
    this.tape.push(given === null ? { ...row, ...failed(span) } : withResult(row, given, stated), lane);
  }

  #unknown({ span }: SpanNode, scope: Scope): void {
    this.unknownRecords += 1;
    const lane = this.#laneIn(scope);
    const { path, byteStart } = span.sourcePointer;
    const nextStep = "It is kept as a generic step; look at its source.";
    this.book.add("unknown-record", "this is no span of a kind that is known", nextStep, {
      path,
      byteOffset: byteStart,
    });
    this.tape.push(this.tape.rows.generic(span.source, factsOf(span, lane, scope)), lane);
  }

  #laneIn({ lane }: Scope): LaneState {
    return lane ?? this.lanes.outside(this.name);
  }
}

function factsOf(span: Span, { index }: LaneState, { parentOrdinal }: Scope): RowFacts {
  const { sourceIndex, sourcePointer, startedAt } = span;
  return { lane: index, sourceIndex, sourcePointer, startedAt, parentOrdinal };
}

/** A failure the source states; nothing where it states none. */
function failed({ isFailed }: Span): Partial<ParsedStep> {
  return isFailed ? { isError: true, isErrorInferred: false } : {};
}
