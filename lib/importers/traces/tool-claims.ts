import type { Call } from "../dialogue/dialogue-steps.ts";
import type { SpanNode } from "./span-tree.ts";
import { inputOf, outputOf } from "./tool.ts";

type Pending = { call: Call; node: SpanNode; isTaken: boolean };

/**
 * Which calls of models have a span of their own: by the id of the call; a span without one belongs to the newest turn
 * before it that called its name, there to the call with its very arguments, else to the first. What has a span is
 * shown there and nowhere else.
 */
export class ToolClaims {
  readonly #shown = new Set<Call>();
  readonly #callOf = new Map<SpanNode, Call>();
  readonly #byId = new Map<string, Pending[]>();
  readonly #byName = new Map<string, Pending[]>();

  constructor(walk: readonly SpanNode[]) {
    for (const node of walk) if (node.role !== "tool") this.#note(node);
    const before = new Set<SpanNode>();
    for (const node of walk) {
      if (node.role === "tool") this.#claim(node, before);
      else before.add(node);
    }
  }

  /** Whether a span shows this call. */
  isShown(call: Call): boolean {
    return this.#shown.has(call);
  }

  /** The call a tool's span answers, as its model made it; null where no model in the trace did. */
  callOf(node: SpanNode): Call | null {
    return this.#callOf.get(node) ?? null;
  }

  #note(node: SpanNode): void {
    for (const call of node.output.flatMap(({ calls }) => calls)) {
      const pending = { call, node, isTaken: false };
      this.#byName.set(call.name, add(this.#byName.get(call.name), pending));
      if (call.id !== null) this.#byId.set(call.id, add(this.#byId.get(call.id), pending));
    }
  }

  #claim(tool: SpanNode, before: ReadonlySet<SpanNode>): void {
    const id = idOf(tool);
    const found = id === null ? this.#nearest(tool, before) : this.#byId.get(id)?.[0];
    if (!found) return;
    this.#callOf.set(tool, found.call);
    // The same call told by two libraries is one call.
    for (const each of found.call.id === null ? [found] : (this.#byId.get(found.call.id) ?? [])) {
      each.isTaken = true;
      this.#shown.add(each.call);
    }
  }

  #nearest(tool: SpanNode, before: ReadonlySet<SpanNode>): Pending | undefined {
    const named = this.#byName.get(tool.span.toolName) ?? [];
    const isOpen = ({ node, isTaken }: Pending) => !isTaken && before.has(node);
    const newest = named.findLast(isOpen)?.node;
    const turn = named.filter((each) => each.node === newest && isOpen(each));
    const input = withoutBlanks(inputOf(tool.span) ?? "");
    return turn.find(({ call }) => withoutBlanks(call.text) === input) ?? turn[0];
  }
}

/** The id of the call that a tool's span states, by itself or in its output. */
export function idOf({ span }: SpanNode): string | null {
  return span.callId ?? outputOf(span).id;
}

/** Arguments without blanks: libraries write the same JSON differently. */
export function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, "");
}

function add(list: Pending[] | undefined, pending: Pending): Pending[] {
  if (!list) return [pending];
  list.push(pending);
  return list;
}
