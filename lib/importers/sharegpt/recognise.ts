import { type Probe, probeJson } from "../json/probe.ts";

const LF = 0x0a;
/** Elements of a list show only their own keys, so the turns inside them are looked for as they are written. */
const TURNS = /"conversations?"\s*:\s*\[\s*\{\s*"(?:from|value|role|content)"\s*:/;

/** How much a head looks like ShareGPT: turns with `from` and `value`, or records of them under `conversations`. */
export function recogniseSharegpt(head: Uint8Array): number {
  const feed = head.indexOf(LF);
  const line = feed < 0 ? head : head.subarray(0, feed);
  const first = probeJson(line);
  // A pretty-printed document shows its structure over many lines only.
  const isOneLine = !first.isBroken && (first.members.size > 0 || first.elements.size > 0);
  return score(isOneLine ? first : probeJson(head), head);
}

function score({ root, isBroken, members, inner, elements }: Probe, head: Uint8Array): number {
  if (isBroken) return 0;
  if (root === "array") {
    if (areTurns(elements)) return 0.9;
    return isRecord(elements) && TURNS.test(new TextDecoder().decode(head)) ? 0.9 : 0;
  }
  return ["conversations", "conversation"].some((key) => members.get(key) === "array" && areTurns(inner.get(key)))
    ? 0.93
    : 0;
}

function areTurns(keys: ReadonlySet<string> | undefined): boolean {
  return keys !== undefined && keys.has("from") && keys.has("value");
}

/** Whether the elements of a list are records that hold turns. */
export function isRecord(keys: ReadonlySet<string>): boolean {
  return keys.has("conversations") || keys.has("conversation");
}
