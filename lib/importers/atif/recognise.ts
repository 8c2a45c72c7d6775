import { BYTE } from "../json/bytes.ts";
import { type Probe, probeJson } from "../json/probe.ts";

const NO = 0;

/**
 * How much a head looks like ATIF: a version and steps at the top, or inside the members of a wrapper. A version of
 * ATIF's own that is not known yet counts too, so that a later format is read as far as it goes. Where the version
 * stands behind a long list of steps, their own keys speak.
 */
export function recogniseAtif(head: Uint8Array): number {
  const sure = score(head);
  const feed = head.indexOf(BYTE.LF);
  // Of JSONL the whole is no JSON, but its first line is.
  return sure > NO || feed < 0 ? sure : score(head.subarray(0, feed));
}

function score(head: Uint8Array): number {
  const probe = probeJson(head);
  const { root, members, inner, isBroken } = probe;
  if (root !== "object" || isBroken) return NO;
  const text = new TextDecoder().decode(head);
  const isNamed = /"schema_version"\s*:\s*"ATIF-/.test(text);
  const isNumbered = /"schema_version"\s*:\s*"v?\d+\.\d+"/.test(text);
  if (members.has("schema_version")) {
    if (isNamed) return 0.97;
    return isNumbered && (hasSteps(probe) || members.get("agent") === "object") ? 0.9 : NO;
  }
  if (hasSteps(probe)) return members.size === 1 || members.has("session_id") || members.has("agent") ? 0.7 : NO;
  const isWrapper = [...inner.values()].some(
    (keys) => keys.has("schema_version") && (keys.has("agent") || keys.has("steps")),
  );
  return isWrapper && isNamed ? 0.9 : NO;
}

/** A list whose objects have what a step of ATIF has; an empty or unread list says nothing against it. */
function hasSteps({ members, inner }: Probe): boolean {
  if (members.get("steps") !== "array") return false;
  const keys = inner.get("steps");
  return keys === undefined ? members.has("schema_version") : keys.has("source") && keys.has("step_id");
}
