import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { readSession, type SessionLine } from "../dialogue/read-session.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { AppendLoopEvent, AppendMessage, Compaction, UsageRecord, Wire } from "./schema.ts";
import { SessionFacts } from "./session-facts.ts";
import { wireLinks } from "./wire-links.ts";
import { WireRows } from "./wire-rows.ts";

/**
 * Records without a row. The words of `turn.prompt` and `turn.steer` come again as `context.append_message`; the usage
 * of a turn stands at its answers; the rest says how the program works, and what of it is a fact is one of the run.
 */
const FACTS_ONLY = new Set([
  "metadata",
  "config.update",
  "profile.bind",
  "runtime.set_binding",
  "tools.set_active_tools",
  "llm.tools_snapshot",
  "llm.request",
  "turn.prompt",
  "turn.steer",
  "turn.cancel",
  "turn.ended",
  "permission.set_mode",
  "permission.record_approval_result",
  "plan_mode.enter",
  "plan_mode.exit",
  "plan_mode.cancel",
  "full_compaction.begin",
  "full_compaction.complete",
  "plugin.session_start",
  "token_counting.measured",
  "token_counting.turn_recorded",
]);

/** Streams a wire log as one run. Steps behind a call that waits for its result are held, up to a bound. */
export async function* readKimi(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const facts = new SessionFacts();
  const wire = new WireRows(facts);
  for await (const line of readSession(bytes)) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
      continue;
    }
    await add(line, wire, facts);
    for (const step of wire.queue.take()) yield { type: "step", step };
  }
  wire.finish();
  for (const step of wire.queue.rest()) yield { type: "step", step };
  for (const problem of wire.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(wire, facts, name), record: null };
}

async function add(line: SessionLine, wire: WireRows, facts: SessionFacts): Promise<void> {
  const record = Wire.safeParse(line.value).data;
  if (!record) return wire.unknown(line, 0);
  const lane = wire.lane(record.agentId ?? null);
  const event = record.type === "context.append_loop_event" ? AppendLoopEvent.safeParse(record).data : undefined;
  const message = record.type === "context.append_message" ? AppendMessage.safeParse(record).data : undefined;
  const compaction = record.type === "context.apply_compaction" ? Compaction.safeParse(record).data : undefined;
  const usage = record.type === "usage.record" ? UsageRecord.safeParse(record).data : undefined;
  if (event) await wire.event(event.event, line, lane);
  else if (message) await wire.message(message, line, lane);
  else if (compaction) wire.say("system", compaction.summary, line, lane);
  else if (usage) {
    // What no answer of a turn holds, such as the tokens of a compaction.
    if (usage.usageScope !== "turn") facts.count(usage.usage);
  } else if (FACTS_ONLY.has(record.type)) await facts.note(record.type, record, line.bytes);
  else wire.unknown(line, lane);
}

function runOf(wire: WireRows, facts: SessionFacts, name: string): ParsedRun {
  const [main = { name: "main", role: "main" as const }, ...others] = wire.lanes;
  return {
    runId: null,
    task: taskOf(wire.instruction, null, name),
    agent: "kimi-cli",
    agentVersion: null,
    model: facts.model,
    lanes: [{ ...main, name: facts.profile ?? main.name }, ...others],
    exitStatus: facts.exitStatus,
    submission: null,
    environment: facts.environment(),
    tokensIn: facts.tokensIn,
    tokensOut: facts.tokensOut,
    costUsd: null,
    stepCount: wire.rows.stepCount,
    actionCount: wire.rows.actionCount,
    unknownRecords: wire.unknownRecords,
    links: wireLinks(wire.agents),
  };
}
