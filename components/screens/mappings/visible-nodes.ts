import type { SampleNode } from "@/lib/domain/mapping/sample";

/** A row of the tree as it stands open or closed; `isOpen` is null for what holds nothing. */
export type TreeRow = { node: SampleNode; isOpen: boolean | null };

/** The rows of a tree that are not inside a closed one. */
export function visibleRows(nodes: readonly SampleNode[], open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  let closedAt: number | null = null;
  for (const [at, node] of nodes.entries()) {
    if (closedAt !== null && node.depth > closedAt) continue;
    const holds = (nodes[at + 1]?.depth ?? 0) > node.depth;
    const isOpen = open.has(node.pointer);
    closedAt = holds && !isOpen ? node.depth : null;
    rows.push({ node, isOpen: holds ? isOpen : null });
  }
  return rows;
}

/** What is open at first: outer objects, and the first element of the list that holds the steps. */
export function openAtFirst(nodes: readonly SampleNode[], stepsList: string | null): Set<string> {
  const open = new Set<string>();
  const [root] = nodes;
  for (const { pointer, depth, kind } of nodes) {
    const isFirstRecord = root === undefined || pointer === root.pointer || pointer.startsWith(`${root.pointer}/`);
    if (kind === "object" && depth < 2 && isFirstRecord) open.add(pointer);
    const isOnTheWay = stepsList !== null && (pointer === stepsList || stepsList.startsWith(`${pointer}/`));
    if (isOnTheWay || pointer === `${stepsList}/0`) open.add(pointer);
  }
  if (root) open.add(root.pointer);
  return open;
}

/** The row around another one; null at the outside. */
export function parentOf(rows: readonly TreeRow[], at: number): number | null {
  const depth = rows[at]?.node.depth ?? 0;
  const found = rows.slice(0, at).findLastIndex(({ node }) => node.depth < depth);
  return found < 0 ? null : found;
}
