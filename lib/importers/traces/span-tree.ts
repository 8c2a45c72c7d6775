import { messagesIn } from "./messages-in.ts";
import type { Said } from "./said.ts";
import type { Span, SpanRole } from "./span.ts";
import { toolNameOf } from "./tool.ts";

export type SpanNode = {
  span: Span;
  role: SpanRole;
  children: SpanNode[];
  /** What a model's or an agent's span gave. */
  output: readonly Said[];
  /** Calls of models beneath that no tool or agent stands between: one is this very call, told by another library. */
  echoes: number;
  /** A span beneath it is a row. */
  holdsRows: boolean;
};

/** The spans of a trace as a tree in preorder. A span whose parent is missing, or its own descendant, is a root. */
export function treeOf(spans: readonly Span[]): { roots: SpanNode[]; walk: SpanNode[] } {
  const nodes = spans.map(nodeOf).sort(inOrder);
  const byId = new Map<string, SpanNode>();
  for (const node of nodes) if (node.span.id !== null && !byId.has(node.span.id)) byId.set(node.span.id, node);
  const parents = new Map<SpanNode, SpanNode>();
  for (const node of nodes) {
    const parent = node.span.parentId === null ? undefined : byId.get(node.span.parentId);
    if (parent) parents.set(node, parent);
  }
  const roots = nodes.filter((node) => !parents.has(node));
  for (const [node, parent] of parents) parent.children.push(node);
  const reached = new Set(preorder(roots));
  for (const node of nodes) if (!reached.has(node)) roots.push(...cutLoop(node, parents, reached));
  const walk = preorder(roots);
  nameTools(walk);
  for (const node of walk.toReversed()) {
    const parent = parents.get(node);
    if (!parent) continue;
    parent.holdsRows ||= node.holdsRows || node.role !== "wrapper";
    if (node.role === "model") parent.echoes += Math.max(1, node.echoes);
    else if (node.role === "wrapper") parent.echoes += node.echoes;
  }
  return { roots, walk };
}

/** Spans that are each other's parents: the first of them becomes a root. */
function cutLoop(node: SpanNode, parents: Map<SpanNode, SpanNode>, reached: Set<SpanNode>): SpanNode[] {
  const loop = new Set<SpanNode>();
  let here = node;
  for (let up = parents.get(here); up && !loop.has(here); up = parents.get(here)) {
    loop.add(here);
    here = up;
  }
  const parent = parents.get(here);
  if (parent) parent.children = parent.children.filter((child) => child !== here);
  parents.delete(here);
  for (const each of preorder([here])) reached.add(each);
  return [here];
}

function nodeOf(span: Span): SpanNode {
  const isSpeaker = span.role === "model" || span.role === "agent";
  const output = isSpeaker ? messagesIn(span.output, "agent") : [];
  return { span, role: span.role, children: [], output, echoes: 0, holdsRows: false };
}

function inOrder({ span: left }: SpanNode, { span: right }: SpanNode): number {
  if (left.order !== right.order) return left.order < right.order ? -1 : 1;
  return left.sourceIndex - right.sourceIndex;
}

function preorder(roots: readonly SpanNode[]): SpanNode[] {
  const walk: SpanNode[] = [];
  const open = roots.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    walk.push(node);
    open.push(...node.children.toReversed());
  }
  return walk;
}

/** Some libraries have no kind for tools: a plain span without children is one when a model called its name. */
function nameTools(walk: readonly SpanNode[]): void {
  const called = new Set(walk.flatMap(({ output }) => output.flatMap(({ calls }) => calls.map(({ name }) => name))));
  const known = new Set(walk.filter(({ role }) => role === "tool").map(({ span }) => toolNameOf(span)));
  for (const node of walk) {
    const name = toolNameOf(node.span);
    if (node.role === "wrapper" && node.children.length === 0 && called.has(name) && !known.has(name))
      node.role = "tool";
  }
}
