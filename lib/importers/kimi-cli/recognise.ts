import { probeJson } from "../json/probe.ts";

const LF = 0x0a;
const RECORDS = /"type"\s*:\s*"(?:context\.append_(?:message|loop_event)|turn\.prompt|llm\.request)"/;

/** How much a head looks like Kimi's wire log: its header, or records of its kinds where the header is cut away. */
export function recogniseKimi(head: Uint8Array): number {
  const feed = head.indexOf(LF);
  const { root, isBroken, members } = probeJson(feed < 0 ? head : head.subarray(0, feed));
  if (root !== "object" || isBroken || !members.has("type")) return 0;
  const text = new TextDecoder().decode(head);
  if (members.has("protocol_version") && members.has("created_at") && /"type"\s*:\s*"metadata"/.test(text)) return 0.95;
  return members.has("time") && RECORDS.test(text) ? 0.85 : 0;
}
