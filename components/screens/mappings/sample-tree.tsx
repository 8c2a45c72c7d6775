"use client";
import { clsx } from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { ImportedText } from "@/components/ui/imported-text";
import type { SampleNode } from "@/lib/domain/mapping/sample";
import type { Slot } from "@/lib/domain/mapping/point-at";
import { nameOfSlot } from "./slot-words";
import { openAtFirst, parentOf, type TreeRow, visibleRows } from "./visible-nodes";

type Props = {
  nodes: readonly SampleNode[];
  stepsList: string | null;
  slotsOf: (node: SampleNode) => readonly Slot[];
  /** The slot that a choice fills. */
  inHand: Slot;
  onChoose: (node: SampleNode) => void;
};

/**
 * The first record as a tree. A click or Enter gives a field to the slot in hand; arrows move, right and left open and
 * close. Lists show their first elements only.
 */
export function SampleTree({ nodes, stepsList, slotsOf, inHand, onChoose }: Props) {
  const [open, setOpen] = useState(() => openAtFirst(nodes, stepsList));
  const [current, setCurrent] = useState(nodes[0]?.pointer ?? "");
  const tree = useRef<HTMLDivElement>(null);
  const rows = visibleRows(nodes, open);
  const at = Math.max(
    0,
    rows.findIndex(({ node }) => node.pointer === current),
  );
  const toggle = (pointer: string) => {
    const next = new Set(open);
    if (!next.delete(pointer)) next.add(pointer);
    setOpen(next);
  };
  const goTo = (index: number | null) => {
    const row = index === null ? undefined : rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (!row) return;
    setCurrent(row.node.pointer);
    tree.current?.querySelector<HTMLElement>(`[data-at="${rows.indexOf(row)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const { node, isOpen } = row;
    const acts: Record<string, () => void> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => (isOpen === false ? toggle(node.pointer) : isOpen ? goTo(at + 1) : undefined),
      ArrowLeft: () => (isOpen ? toggle(node.pointer) : goTo(parentOf(rows, at))),
      Enter: () => onChoose(node),
      " ": () => onChoose(node),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={`Fields; a choice gives ${nameOfSlot(inHand)}`}
      onKeyDown={onKeyDown}
      className="min-h-0 grow overflow-auto py-1"
    >
      {rows.map((row, index) => (
        <Row
          key={row.node.pointer}
          row={row}
          index={index}
          isCurrent={index === at}
          slots={slotsOf(row.node)}
          inHand={inHand}
          onFocus={() => setCurrent(row.node.pointer)}
          onToggle={() => toggle(row.node.pointer)}
          onChoose={() => onChoose(row.node)}
        />
      ))}
    </div>
  );
}

type RowProps = {
  row: TreeRow;
  index: number;
  isCurrent: boolean;
  slots: readonly Slot[];
  inHand: Slot;
  onFocus: () => void;
  onToggle: () => void;
  onChoose: () => void;
};

function Row({ row: { node, isOpen }, index, isCurrent, slots, inHand, onFocus, onToggle, onChoose }: RowProps) {
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div
      role="treeitem"
      aria-level={node.depth + 1}
      aria-selected={slots.length > 0}
      {...(isOpen === null ? {} : { "aria-expanded": isOpen })}
      data-at={index}
      data-place={node.pointer}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={onFocus}
      onClick={onChoose}
      className={clsx(
        "flex h-6 items-center gap-1 pr-2 hover:bg-hover",
        slots.includes(inHand) && "bg-selected shadow-[inset_3px_0_0_var(--rt-accent-ink)]",
      )}
      style={{ paddingLeft: 8 + node.depth * 14 }}
    >
      <span
        aria-hidden
        onClick={(event) => {
          event.stopPropagation();
          if (isOpen !== null) onToggle();
        }}
        className="flex size-6 shrink-0 items-center justify-center text-fg-3"
      >
        {isOpen === null ? null : <Chevron size={14} />}
      </span>
      <ImportedText className="max-w-[60%] shrink-0 text-code">{node.name}</ImportedText>
      {node.kind === "object" || node.kind === "list" ? (
        <span className="font-mono text-micro text-fg-3">{brackets(node)}</span>
      ) : (
        <ImportedText className="grow text-micro text-fg-2">{`${node.text}${node.size > node.text.length ? "…" : ""}`}</ImportedText>
      )}
      <span className="grow" />
      {slots.map((slot) => (
        <Badge key={slot} tone="accent">
          {nameOfSlot(slot)}
        </Badge>
      ))}
    </div>
  );
}

function brackets({ kind, size }: SampleNode): string {
  return kind === "list" ? `[${size}]` : `{${size}}`;
}
