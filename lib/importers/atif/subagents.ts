import { z } from "zod";
import { CarriedLane } from "../../domain/record/carried.ts";
import { LANE_ROLES, type Lane } from "../../domain/record/run.ts";
import { parseValue, readDocument } from "../json/document.ts";
import type { DocumentPlan, DocumentValue } from "../json/document-plan.ts";
import { once } from "../json/slices.ts";
import { carriedIn } from "./restore-rows.ts";
import type { AgentRef } from "./results.ts";
import { Agent } from "./schema.ts";

/** An embedded sub-agent, cut into its steps and the agents it embeds itself; byte ranges are of the document. */
export type Subagent = {
  path: string;
  byteStart: number;
  name: string | null;
  role: Lane["role"];
  /** The lane of the record it was written from; null where it does not say. */
  lane: number | null;
  trajectoryId: string | null;
  sessionId: string | null;
  steps: DocumentValue[];
  children: DocumentValue[];
};

const LISTS = new Set(["steps", "subagent_trajectories"]);
const FACTS = new Set(["agent", "trajectory_id", "session_id", "extra"]);
const PLAN: DocumentPlan = {
  member: (key) => (LISTS.has(key) ? "elements" : FACTS.has(key) ? "whole" : "skip"),
  rootElements: false,
};

/** Cuts one element of `subagent_trajectories`; anything but an object has no steps. */
export async function cutSubagent({ path, byteStart, bytes }: DocumentValue): Promise<Subagent> {
  const facts = new Map<string, unknown>();
  const lists = new Map<string, DocumentValue[]>([...LISTS].map((key) => [key, []]));
  for await (const part of readDocument(once(bytes), PLAN)) {
    if (part.type !== "value" || part.key === null) continue;
    if (part.index === null) facts.set(part.key, parseValue(part.bytes));
    else lists.get(part.key)?.push(moved(part, path, byteStart, bytes));
  }
  const agent = Agent.safeParse(facts.get("agent")).data;
  return {
    path,
    byteStart,
    name: agent?.name || null,
    role: roleOf([facts.get("extra"), agent?.extra], agent?.name ?? ""),
    lane: CarriedLane.safeParse(carriedIn(facts.get("extra"))).data?.lane ?? null,
    trajectoryId: textOf(facts.get("trajectory_id")),
    sessionId: textOf(facts.get("session_id")),
    steps: lists.get("steps") ?? [],
    children: lists.get("subagent_trajectories") ?? [],
  };
}

/** A part of a part, with its place in the whole document. Its bytes are a view, not a copy. */
function moved(part: DocumentValue, path: string, base: number, bytes: Uint8Array): DocumentValue {
  return {
    ...part,
    path: `${path}.${part.path}`,
    byteStart: base + part.byteStart,
    byteEnd: base + part.byteEnd,
    bytes: bytes.subarray(part.byteStart, part.byteEnd),
  };
}

const WithRole = z.looseObject({ role: z.enum(LANE_ROLES) });
/** Words in an agent's name that say its part. */
const NAMED_ROLES: readonly (readonly [RegExp, Lane["role"]])[] = [
  [/summar/i, "summarizer"],
  [/critic|review|judge/i, "critic"],
  [/verif|valid/i, "verifier"],
];

/** What the source says of an agent's part: a `role` of ours in an `extra`, else a word of its name. */
function roleOf(extras: readonly unknown[], name: string): Lane["role"] {
  for (const extra of extras) {
    const said = WithRole.safeParse(extra);
    if (said.success) return said.data.role;
  }
  return NAMED_ROLES.find(([words]) => words.test(name))?.[1] ?? "other";
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Sub-agents that no step has called yet, by the ids a reference may use. Each is taken once, so no cycle can arise. */
export class SubagentShelf {
  private readonly waiting = new Set<Subagent>();
  private readonly byTrajectory = new Map<string, Subagent[]>();
  private readonly bySession = new Map<string, Subagent[]>();

  put(agent: Subagent): void {
    this.waiting.add(agent);
    if (agent.trajectoryId !== null) file(this.byTrajectory, agent.trajectoryId, agent);
    if (agent.sessionId !== null) file(this.bySession, agent.sessionId, agent);
  }

  /** The first waiting agent a reference means. A session may be shared, so it speaks only without a trajectory id. */
  take({ trajectoryId, sessionId }: AgentRef): Subagent | null {
    const agents = trajectoryId === null ? this.bySession.get(sessionId ?? "") : this.byTrajectory.get(trajectoryId);
    for (let agent = agents?.shift(); agent; agent = agents?.shift()) if (this.waiting.delete(agent)) return agent;
    return null;
  }

  /** Any agent that still waits, the first one put there. */
  takeAny(): Subagent | null {
    const [agent] = this.waiting;
    if (agent) this.waiting.delete(agent);
    return agent ?? null;
  }
}

function file(index: Map<string, Subagent[]>, id: string, agent: Subagent): void {
  const agents = index.get(id);
  if (agents) agents.push(agent);
  else index.set(id, [agent]);
}
