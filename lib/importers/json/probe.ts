import { BYTE } from "./bytes.ts";
import type { ContainerStack } from "./container-stack.ts";
import { JsonScanner } from "./scanner.ts";
import type { ScanWatcher } from "./scan-watcher.ts";
import { sniffForeign } from "./sniff.ts";

export type ProbedKind = "object" | "array" | "other";

/** What the first bytes of a JSON document show of its structure. */
export type Probe = {
  root: ProbedKind | null;
  /** Members of the top-level object that have begun, with the kind of their value. */
  members: ReadonlyMap<string, ProbedKind>;
  /** Keys of the objects directly inside a member, by the member's key; for lists, keys seen in any of their objects. */
  inner: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys of the objects in a top-level array. */
  elements: ReadonlySet<string>;
  /** The scan reached a fault that is not just the end of the head. */
  isBroken: boolean;
};

const LIST_OBJECT_LEVEL = 3;

/** Reads the structure of a head (say 64 KB) that may end anywhere. Nothing is built but the names seen. */
export function probeJson(head: Uint8Array): Probe {
  const watcher = new ProbeWatcher();
  const scanner = new JsonScanner({}, watcher);
  const isForeign = sniffForeign(head) !== null;
  if (!isForeign) scanner.push(head);
  const { root, members, inner, elements } = watcher;
  return { root, members, inner, elements, isBroken: isForeign || scanner.error !== null };
}

class ProbeWatcher implements ScanWatcher {
  readonly depth = LIST_OBJECT_LEVEL;
  readonly keyDepth = LIST_OBJECT_LEVEL;
  root: ProbedKind | null = null;
  readonly members = new Map<string, ProbedKind>();
  readonly inner = new Map<string, Set<string>>();
  readonly elements = new Set<string>();

  valueStart(level: number, _byteStart: number, firstByte: number, _line: number, stack: ContainerStack): void {
    if (level === 0) this.root = kindOf(firstByte);
    const member = stack.keyAt(1);
    const key = stack.keyAt(level);
    if (key === null) return;
    if (level === 1) this.members.set(key, kindOf(firstByte));
    else if (member === null) this.noteElement(level, key);
    else if (level === 2 || stack.keyAt(2) === null) this.noteInner(member, key);
  }

  valueEnd(): void {}

  private noteElement(level: number, key: string): void {
    if (level === 2) this.elements.add(key);
  }

  private noteInner(member: string, key: string): void {
    const keys = this.inner.get(member) ?? new Set<string>();
    this.inner.set(member, keys.add(key));
  }
}

function kindOf(firstByte: number): ProbedKind {
  if (firstByte === BYTE.OPEN_OBJECT) return "object";
  return firstByte === BYTE.OPEN_ARRAY ? "array" : "other";
}

/** The same of the first record of a file: its first line where that holds something by itself, else the whole head. */
export function probeRecord(head: Uint8Array): Probe {
  const feed = head.indexOf(BYTE.LF);
  const line = probeJson(feed < 0 ? head : head.subarray(0, feed));
  return !line.isBroken && (line.members.size > 0 || line.elements.size > 0) ? line : probeJson(head);
}
