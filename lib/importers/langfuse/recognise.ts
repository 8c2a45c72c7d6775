import { type Probe, probeJson } from "../json/probe.ts";

const LF = 0x0a;
/** Members that only a trace of Langfuse has beside its name and time. */
const OWN = ["projectId", "sessionId", "bookmarked", "userId", "release"];

/**
 * How much a head looks like a Langfuse trace: a trace of its shape, whose long payloads may push the observations out
 * of sight, or observations of their shape.
 */
export function recogniseLangfuse(head: Uint8Array): number {
  const feed = head.indexOf(LF);
  const line = probeJson(feed < 0 ? head : head.subarray(0, feed));
  return Math.max(score(line), score(probeJson(head)));
}

function score({ root, members, inner, isBroken }: Probe): number {
  if (root !== "object" || isBroken) return 0;
  const observed = inner.get("observations");
  const isObserved =
    members.get("observations") === "array" &&
    (observed?.has("parentObservationId") === true || (observed?.has("traceId") === true && observed.has("startTime")));
  const trace = inner.get("trace") ?? new Set();
  const isTrace = members.get("trace") === "object" && isTraceOf(trace);
  if (members.has("trace")) return isTrace || isObserved ? 0.95 : 0;
  return isObserved && isTraceOf(new Set(members.keys())) ? 0.93 : 0;
}

function isTraceOf(keys: ReadonlySet<string>): boolean {
  return keys.has("id") && keys.has("timestamp") && OWN.some((key) => keys.has(key));
}
