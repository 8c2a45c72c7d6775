import type { Message } from "./message.ts";
import { conversationIn } from "./messages-in.ts";
import type { Span, SpanRole } from "./span.ts";

export type SpanNode = {
  span: Span;
  role: SpanRole;
  parent: SpanNode | null;
  children: SpanNode[];
  /** What a model's or an agent's span gave. */
  output: readonly Message[];
  /** Calls of models beneath that no tool or agent stands between: one is this very call, told by another library. */
  echoes: number;
  /** A span beneath it is a row. */
  holdsRows: boolean;
};

/** `walk`: every span, parents before children. `repeated` and `parentless`: what a source should not hold. */
export type SpanTree = { roots: SpanNode[]; walk: SpanNode[]; repeated: Span[]; parentless: Span[] };

/**
 * The spans of a trace as a tree. A span sent twice counts once, the ended one first. A span whose parent is not here
 * (remote, sampled away) or that is its own descendant is a root.
 */
export function treeOf(spans: readonly Span[]): SpanTree {
  const { once, repeated } = withoutRepeats(spans);
  const nodes = once.map(nodeOf).sort(inOrder);
  const byId = new Map(nodes.map((node) => [node.span.id, node]));
  for (const node of nodes) node.parent = node.span.parentId === null ? null : (byId.get(node.span.parentId) ?? null);
  cutCircles(nodes);
  for (const node of nodes) node.parent?.children.push(node);
  const roots = nodes.filter(({ parent }) => parent === null);
  const parentless = roots.map(({ span }) => span).filter(({ parentId }) => parentId !== null);
  const walk = preorder(roots);
  nameTools(walk);
  for (const node of walk.toReversed()) sumUp(node);
  return { roots, walk, repeated, parentless };
}

function withoutRepeats(spans: readonly Span[]): { once: Span[]; repeated: Span[] } {
  const first = new Map<string, number>();
  const once: Span[] = [];
  const repeated: Span[] = [];
  for (const span of spans) {
    const at = span.id === null ? undefined : first.get(span.id);
    const known = at === undefined ? undefined : once[at];
    if (!known || at === undefined) {
      if (span.id !== null) first.set(span.id, once.length);
      once.push(span);
    } else {
      repeated.push(span);
      if (known.durationMs === null && span.durationMs !== null) once[at] = span;
    }
  }
  return { once, repeated };
}

function nodeOf(span: Span): SpanNode {
  const isSpeaker = span.role === "model" || span.role === "agent";
  const output = isSpeaker ? conversationIn(span.output, "agent") : [];
  return { span, role: span.role, parent: null, children: [], output, echoes: 0, holdsRows: false };
}

/** Each way up ends at a root or at a way that was walked before; what meets itself on it is a circle, cut there. */
function cutCircles(nodes: readonly SpanNode[]): void {
  const walked = new Set<SpanNode>();
  for (const node of nodes) {
    const way = new Set<SpanNode>();
    let here: SpanNode | null = node;
    while (here !== null && !walked.has(here) && !way.has(here)) {
      way.add(here);
      here = here.parent;
    }
    if (here !== null && way.has(here)) here.parent = null;
    for (const each of way) walked.add(each);
  }
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
  const known = new Set(walk.filter(({ role }) => role === "tool").map(({ span }) => span.toolName));
  for (const node of walk) {
    const { toolName } = node.span;
    const isPlain = node.role === "wrapper" || node.role === "unknown";
    if (isPlain && node.children.length === 0 && called.has(toolName) && !known.has(toolName)) node.role = "tool";
  }
}

function sumUp({ parent, role, echoes, holdsRows }: SpanNode): void {
  if (parent === null) return;
  parent.holdsRows ||= holdsRows || (role !== "wrapper" && role !== "unknown");
  if (role === "model") parent.echoes += Math.max(1, echoes);
  else if (role !== "tool" && role !== "agent") parent.echoes += echoes;
}
