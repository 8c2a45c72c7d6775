import { type Probe, probeJson } from "../json/probe.ts";
import { looksWritten } from "./written-calls.ts";

const LF = 0x0a;
/** Blocks only this API has. A quote inside a text is escaped, so a text that speaks of them does not match. */
const BLOCKS =
  /"type"\s*:\s*"(?:tool_use|tool_result|redacted_thinking|server_tool_use|web_search_tool_result|mcp_tool_use)"|"type"\s*:\s*"thinking"\s*,\s*"(?:thinking|signature)"/;
const REQUEST = /"input_schema"\s*:|"anthropic_version"\s*:/;
/** Members of neighbours that carry messages of the same shape. */
const NEIGHBOURS = [
  "uuid",
  "parentUuid",
  "projectHash",
  "trajectory_format",
  "schema_version",
  "instance",
  "samples",
  "eval",
  "observations",
  "simulations",
  "mistake_step",
  "conversations",
  "traj",
];

/** How much a head looks like Anthropic messages: a list of messages with its blocks, or the files of Cline and Roo. */
export function recogniseMessages(head: Uint8Array): number {
  const feed = head.indexOf(LF);
  const line = feed < 0 ? head : head.subarray(0, feed);
  const first = probeJson(line);
  // A pretty-printed document shows its structure over many lines only.
  const isOneLine = !first.isBroken && (first.members.size > 0 || first.elements.size > 0);
  return score(isOneLine ? first : probeJson(head), new TextDecoder().decode(head));
}

function score(probe: Probe, text: string): number {
  if (probe.isBroken || NEIGHBOURS.some((key) => probe.members.has(key))) return 0;
  const keys = probe.root === "array" ? probe.elements : probe.inner.get("messages");
  const isList = probe.root === "array" || probe.members.get("messages") === "array";
  if (!isList || !keys?.has("role") || !keys.has("content")) return 0;
  if (keys.has("tool_calls") || keys.has("tool_call_id") || keys.has("extra")) return 0;
  if (probe.members.has("sessionId") && (probe.members.has("agent") || keys.has("modelInfo"))) return 0.95;
  if (probe.members.has("sessionId")) return 0;
  if (BLOCKS.test(text)) return 0.92;
  if (probe.members.has("messages") && REQUEST.test(text)) return 0.9;
  return looksWritten(text) ? 0.9 : 0;
}
