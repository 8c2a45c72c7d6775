import { roleOf, type SpanRole } from "./span-kind.ts";
import type { Span } from "./span.ts";

/** A span in its tree. Its children stand in the order they began; where one has no time, in the order of the source. */
export type SpanNode = {
  span: Span;
  role: SpanRole;
  children: SpanNode[];
  /** Under it, and under no tool or agent below it, a model answers: so it only wraps that answer. */
  holdsModel: boolean;
  /** Under it stands a model, a tool, an agent or a service. */
  holdsRows: boolean;
};

export type SpanTree = { roots: SpanNode[]; repeated: Span[]; parentless: Span[] };

/** Spans nested deeper hang at this depth, so that a hostile chain costs no stack. */
const MAX_DEPTH = 400;

/**
 * The spans of one trace as a tree. A span sent twice counts once, the ended one first. A span whose parent is not
 * here (remote, sampled away) or that is its own ancestor is a root.
 */
export function treeOf(spans: readonly Span[]): SpanTree {
  const repeated: Span[] = [];
  const byId = new Map<string, SpanNode>();
  const nodes: SpanNode[] = [];
  for (const span of spans) {
    const known = span.spanId === null ? undefined : byId.get(span.spanId);
    if (known) {
      repeated.push(span);
      if (known.span.endNanos === null && span.endNanos !== null) Object.assign(known, nodeOf(span));
      continue;
    }
    const node = nodeOf(span);
    nodes.push(node);
    if (span.spanId !== null) byId.set(span.spanId, node);
  }
  const { roots, parentless } = link(nodes, byId);
  inOrder(roots);
  for (const node of settle(roots).toReversed()) sumUp(node);
  return { roots, repeated, parentless };
}

function nodeOf(span: Span): SpanNode {
  return { span, role: roleOf(span), children: [], holdsModel: false, holdsRows: false };
}

function link(nodes: readonly SpanNode[], byId: ReadonlyMap<string, SpanNode>): Omit<SpanTree, "repeated"> {
  const roots: SpanNode[] = [];
  const parentless: Span[] = [];
  const above = (node: SpanNode) => byId.get(node.span.parentSpanId ?? "");
  const safe = new Set<SpanNode>();
  const cut = new Set<SpanNode>();
  for (const node of nodes) {
    // Up to a root or to where a way up was walked before; what meets itself on the way is a circle, cut there.
    const way = new Set<SpanNode>();
    let here: SpanNode | undefined = node;
    while (here !== undefined && !safe.has(here) && !way.has(here)) {
      way.add(here);
      here = above(here);
    }
    if (here !== undefined && way.has(here)) cut.add(here);
    for (const each of way) safe.add(each);
  }
  for (const node of nodes) {
    const parent = cut.has(node) ? undefined : above(node);
    if (parent) parent.children.push(node);
    else roots.push(node);
    if (!parent && node.span.parentSpanId !== null) parentless.push(node.span);
  }
  return { roots, parentless };
}

/** Every node in the order of the walk: depth first, parents before children. */
export function* nodesOf(roots: readonly SpanNode[]): Generator<SpanNode> {
  for (const root of roots) {
    yield root;
    yield* nodesOf(root.children);
  }
}

/** Every node, parents before children, after what hangs too deep was hung higher. */
function settle(roots: readonly SpanNode[]): SpanNode[] {
  let all: SpanNode[] = [];
  let level: readonly SpanNode[] = roots;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth === MAX_DEPTH) for (const node of level) node.children = flattened(node);
    for (const node of level) inOrder(node.children);
    all = all.concat(level);
    level = level.flatMap(({ children }) => children);
  }
  return all;
}

function flattened(node: SpanNode): SpanNode[] {
  const found: SpanNode[] = [];
  let level = node.children;
  while (level.length > 0) {
    for (const each of level) found.push(each);
    const next = level.flatMap(({ children }) => children);
    for (const each of level) each.children = [];
    level = next;
  }
  return found;
}

function inOrder(nodes: SpanNode[]): void {
  if (nodes.some(({ span }) => span.startNanos === null)) return;
  nodes.sort((left, right) => {
    const [from, to] = [left.span.startNanos ?? 0n, right.span.startNanos ?? 0n];
    return from === to ? left.span.sourceIndex - right.span.sourceIndex : from < to ? -1 : 1;
  });
}

function sumUp(node: SpanNode): void {
  node.holdsRows = node.children.some((each) => each.holdsRows || (each.role !== "wrapper" && each.role !== "foreign"));
  node.holdsModel = node.children.some(
    (each) => each.role === "model" || (each.role !== "tool" && each.role !== "agent" && each.holdsModel),
  );
}
