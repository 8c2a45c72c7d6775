import { probeJson } from "../json/probe.ts";

const VERSIONED = /"schema_version"\s*:\s*"(?:ATIF-)?v?\d+\.\d+"/;
const LOOK = 64 * 1024;

/** How much a head looks like ATIF: a version and steps at the top, or inside the members of a wrapper. */
export function recogniseAtif(head: Uint8Array): number {
  const { root, members, inner, isBroken } = probeJson(head);
  if (root !== "object" || isBroken) return 0;
  const text = new TextDecoder().decode(head.subarray(0, LOOK));
  if (members.has("schema_version")) {
    if (!VERSIONED.test(text)) return 0;
    if (/"schema_version"\s*:\s*"ATIF-/.test(text)) return 0.97;
    return members.get("steps") === "array" || members.get("agent") === "object" ? 0.9 : 0;
  }
  const wrapped = [...inner.values()].some(
    (keys) => keys.has("schema_version") && (keys.has("agent") || keys.has("steps")),
  );
  return wrapped && /"schema_version"\s*:\s*"ATIF-/.test(text) ? 0.9 : 0;
}
