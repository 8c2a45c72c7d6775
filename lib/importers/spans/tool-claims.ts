import { readTool, toolIdOf } from "./read-tool.ts";
import { nodesOf, type SpanNode } from "./span-tree.ts";

/**
 * Which calls of a model have a span of their own. By the id of the call; a span without one is claimed by the first
 * call of its name before it.
 */
export class ToolClaims {
  readonly #ids = new Set<string>();
  /** Spans of tools without an id, by name, in order of the walk. */
  readonly #unnamed = new Map<string, SpanNode[]>();
  readonly #order = new Map<SpanNode, number>();
  readonly #claimed = new Map<SpanNode, string>();

  constructor(roots: readonly SpanNode[]) {
    for (const node of nodesOf(roots)) {
      this.#order.set(node, this.#order.size);
      if (node.role === "tool") this.#note(node);
    }
  }

  /** Whether the call has a span; what is claimed by name is then claimed. `from` is the span of the model. */
  claim(call: { id: string | null; name: string }, from: SpanNode): boolean {
    if (call.id !== null && this.#ids.has(call.id)) return true;
    const named = this.#unnamed.get(call.name) ?? [];
    const after = this.#order.get(from) ?? 0;
    const at = named.findIndex((node) => (this.#order.get(node) ?? 0) > after);
    const [node] = at < 0 ? [] : named.splice(at, 1);
    if (node && call.id !== null) this.#claimed.set(node, call.id);
    return node !== undefined;
  }

  /** The id of the call a tool's span answers, its own or the one that claimed it. */
  idOf(node: SpanNode): string | null {
    return toolIdOf(node.span) ?? this.#claimed.get(node) ?? null;
  }

  #note(node: SpanNode): void {
    const id = toolIdOf(node.span);
    if (id !== null) this.#ids.add(id);
    else {
      const { name } = readTool(node.span);
      const named = this.#unnamed.get(name) ?? [];
      named.push(node);
      this.#unnamed.set(name, named);
    }
  }
}
