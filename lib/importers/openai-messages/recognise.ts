import { type Probe, probeJson } from "../json/probe.ts";

const LF = 0x0a;
const LISTS = [
  "messages",
  "conversation",
  "conversations",
  "traj",
  "trajectory",
  "prompt",
  "completion",
  "chosen",
  "rejected",
];
/** Members of neighbours that carry lists of the same shape. */
const NEIGHBOURS = [
  "sessionId",
  "uuid",
  "parentUuid",
  "payload",
  "mistake_agent",
  "mistake_step",
  "trajectory_format",
  "schema_version",
  "instance",
  "git_patch",
  "samples",
  "eval",
  "observations",
  "resourceSpans",
  "simulations",
  "mast_annotation",
  "labeler",
  "projectHash",
  "stop_reason",
];

/** How much a head looks like OpenAI messages: lists of objects with a role and something said, and no neighbour's marks. */
export function recogniseMessages(head: Uint8Array, name: string): number {
  const feed = head.indexOf(LF);
  const line = feed < 0 ? head : head.subarray(0, feed);
  const first = probeJson(line);
  // A pretty-printed document shows its structure over many lines only.
  const probe =
    first.root !== null && (first.members.size > 0 || first.elements.size > 0) && !first.isBroken
      ? first
      : probeJson(head);
  const sure = hasForeignRole(head) ? 0 : score(probe);
  return sure > 0 && name.endsWith(".jsonl") ? Math.min(1, sure + 0.02) : sure;
}

const ROLES = new Set(["system", "developer", "user", "assistant", "tool", "function"]);

/** Other formats write names of agents where these messages have one of six roles. */
function hasForeignRole(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  return [...text.matchAll(/"role"\s*:\s*"([^"\\]*)"/g)].some(([, role]) => role !== undefined && !ROLES.has(role));
}

function score(probe: Probe): number {
  if (probe.isBroken) return 0;
  if (probe.root === "array") return hasMessages(probe.elements) ? 0.8 : 0;
  if (probe.root !== "object" || NEIGHBOURS.some((key) => probe.members.has(key))) return 0;
  // mini-swe-agent keeps its messages beside facts about the run.
  if (probe.members.get("info") === "object" && probe.members.has("messages")) return 0;
  const lists = LISTS.filter((key) => probe.members.get(key) === "array");
  return lists.some((key) => hasMessages(probe.inner.get(key))) ? 0.85 : 0;
}

function hasMessages(keys: ReadonlySet<string> | undefined): boolean {
  if (!keys?.has("role") || keys.has("from") || keys.has("action") || keys.has("observation") || keys.has("is_demo"))
    return false;
  if (keys.has("message_type") || keys.has("timestamp") || keys.has("id")) return false;
  return keys.has("content") || keys.has("tool_calls");
}
