import { probeJson } from "../json/probe.ts";

const LF = 0x0a;
/** What may stand in sight beside the kind of a run; long inputs push the rest out of it. */
const OWN = ["trace_id", "dotted_order", "parent_run_id", "session_id"];

/** How much a head looks like runs of LangSmith: a list of them, a `{runs}` or one a line. */
export function recogniseLangsmith(head: Uint8Array): number {
  const document = probeJson(head);
  if (document.root === "array") return document.isBroken ? 0 : score(document.elements);
  const runs = document.members.get("runs") === "array" ? document.inner.get("runs") : undefined;
  if (runs && !document.isBroken) return score(runs);
  const feed = head.indexOf(LF);
  const line = probeJson(feed < 0 ? head : head.subarray(0, feed));
  return line.root === "object" && !line.isBroken ? score(new Set(line.members.keys())) : 0;
}

function score(keys: ReadonlySet<string>): number {
  if (!keys.has("run_type") || !keys.has("start_time")) return 0;
  return OWN.some((key) => keys.has(key)) ? 0.93 : keys.has("inputs") || keys.has("extra") ? 0.8 : 0;
}
