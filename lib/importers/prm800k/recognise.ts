import { probeJson } from "../json/probe.ts";

const LF = 0x0a;
const SURE = 0.93;
const MARKS = ["labeler", "question", "label"];
/** A long solution may push the label out of the head's sight; these stand before it. */
const EARLY_MARKS = ["labeler", "generation", "is_quality_control_question", "question"];

/** How much a head looks like PRM800K: who labelled, which question, and the label with its steps. */
export function recognisePrm800k(head: Uint8Array): number {
  const document = probeJson(head);
  if (document.root === "array") return !document.isBroken && isSolution(document.elements) ? SURE : 0;
  const feed = head.indexOf(LF);
  const first = probeJson(feed < 0 ? head : head.subarray(0, feed));
  // A pretty-printed document shows its structure over many lines only.
  const { members, inner, isBroken } = first.members.size > 0 ? first : document;
  if (isBroken || !isSolution(new Set(members.keys()))) return 0;
  if (members.get("question") !== "object" || inner.get("question")?.has("problem") === false) return 0;
  const steps = inner.get("label");
  return steps === undefined || steps.size === 0 || steps.has("steps") ? SURE : 0;
}

function isSolution(keys: ReadonlySet<string>): boolean {
  return [MARKS, EARLY_MARKS].some((marks) => marks.every((mark) => keys.has(mark)));
}
