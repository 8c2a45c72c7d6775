import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { readSession, type SessionLine } from "../dialogue/read-session.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { memberSlice } from "../json/slices.ts";
import { RolloutFacts } from "./rollout-facts.ts";
import { RolloutLinks } from "./rollout-links.ts";
import { RolloutRows } from "./rollout-rows.ts";
import { Event, Line } from "./schema.ts";

/** Lines that describe the world around the model and make no row. */
const BOOKKEEPING = new Set(["world_state", "inter_agent_communication_metadata"]);
/** Events that state how a call went. */
const ENDS = new Set(["exec_command_end", "patch_apply_end", "mcp_tool_call_end"]);

/** Streams a rollout as one run. Steps behind a call that waits for its result are held, up to a bound. */
export async function* readCodex(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const facts = new RolloutFacts();
  const rollout = new RolloutRows();
  const links = new RolloutLinks();
  for await (const line of readSession(bytes)) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
      continue;
    }
    await add(line, rollout, facts, links);
    for (const step of rollout.queue.take()) yield { type: "step", step };
  }
  for (const step of rollout.queue.rest()) yield { type: "step", step };
  for (const problem of rollout.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(rollout, facts, links, name), record: null };
}

async function add(source: SessionLine, rollout: RolloutRows, facts: RolloutFacts, links: RolloutLinks): Promise<void> {
  const line = Line.safeParse(source.value).data;
  if (!line) return rollout.unknown(source);
  const { payload, type } = line;
  const time = line.timestamp ?? line.created_at ?? null;
  if (!payload) return addBare(line, source, rollout, facts);
  if (type === "session_meta") {
    facts.meta(payload);
    links.meta(payload);
  } else if (type === "turn_context") facts.turn(payload);
  else if (type === "compacted") facts.compacted();
  else if (type === "event_msg") {
    addEvent(payload, rollout, facts);
    links.event(payload);
  } else if (type === "response_item") {
    const slice = await memberSlice(source.bytes, "payload");
    if (!(await rollout.item(payload, slice?.bytes ?? source.bytes, source, time))) rollout.unknown(source);
  } else if (!BOOKKEEPING.has(type ?? "")) rollout.unknown(source);
}

/** The first versions wrote items without an envelope, behind a line with what is now `session_meta`. */
async function addBare(line: Line, source: SessionLine, rollout: RolloutRows, facts: RolloutFacts): Promise<void> {
  if (line.record_type === "state") return;
  const isMeta = !line.type && !line.role && ("instructions" in line || "git" in line);
  if (isMeta) return facts.meta(line);
  const isItem = await rollout.item(line, source.bytes, source, line.timestamp ?? line.created_at ?? null);
  if (!isItem) rollout.unknown(source);
}

/**
 * Messages and thoughts come as events too, and what a call did: the items are the truth, so of the events only times,
 * exit codes, tokens and how it ended are taken.
 */
function addEvent(payload: unknown, rollout: RolloutRows, facts: RolloutFacts): void {
  const event = Event.safeParse(payload).data;
  if (!event) return;
  if (ENDS.has(event.type ?? "")) rollout.ended(event);
  facts.event(event);
}

function runOf(rollout: RolloutRows, facts: RolloutFacts, links: RolloutLinks, name: string): ParsedRun {
  return {
    runId: facts.runId,
    task: taskOf(rollout.instruction, null, name),
    agent: "codex",
    agentVersion: facts.version,
    model: facts.model,
    lanes: [{ name: "codex", role: "main" }],
    exitStatus: facts.exitStatus,
    submission: null,
    environment: facts.environment(),
    tokensIn: facts.tokensIn,
    tokensOut: facts.tokensOut,
    costUsd: null,
    stepCount: rollout.rows.stepCount,
    actionCount: rollout.rows.actionCount,
    unknownRecords: rollout.unknownRecords,
    links: links.of(facts.runId, (callId) => rollout.queue.ordinalOf(callId)),
  };
}
