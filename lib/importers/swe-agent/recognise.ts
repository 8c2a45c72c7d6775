import { type Probe, probeJson } from "../json/probe.ts";

const NO = 0;

/**
 * How much a head looks like SWE-agent, from its structure alone: `trajectory` rows with action and observation, or a
 * `history` whose rows carry SWE-agent's own fields. Members that belong to neighbours say no.
 */
export function recogniseSweAgent(head: Uint8Array): number {
  const probe = probeJson(head);
  if (probe.root !== "object" || probe.isBroken) return NO;
  if (
    ["trajectory_format", "mistake_agent", "schema_version", "note", "mast_annotation"].some((key) =>
      probe.members.has(key),
    )
  )
    return NO;
  if (probe.members.get("trajectory") === "array") return byTrajectory(probe);
  return probe.members.get("history") === "array" ? byHistory(probe) : NO;
}

function byTrajectory(probe: Probe): number {
  const rows = probe.inner.get("trajectory");
  const hasCompany = ["history", "info", "environment", "replay_config"].some((key) => probe.members.has(key));
  if (rows === undefined) return hasCompany ? 0.6 : NO;
  const hits = ["action", "observation", "response", "thought"].filter((key) => rows.has(key)).length;
  if (!rows.has("action") || hits < 2) return NO;
  return hasCompany || hits === 4 ? 0.95 : 0.7;
}

function byHistory(probe: Probe): number {
  const rows = probe.inner.get("history");
  if (rows === undefined || !rows.has("role") || !rows.has("content")) return NO;
  const hits = ["message_type", "agent", "is_demo", "tool_call_ids", "thought"].filter((key) => rows.has(key)).length;
  return hits >= 2 ? 0.85 : NO;
}
