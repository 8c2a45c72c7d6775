import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { countOrNull } from "../dialogue/number-facts.ts";
import { readSession, type SessionLine } from "../dialogue/read-session.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { EventRows } from "./event-rows.ts";
import { Event } from "./schema.ts";
import { nameTwiceNamed } from "./twice-named.ts";

type Facts = Pick<ParsedRun, "runId" | "exitStatus" | "tokensIn" | "tokensOut">;

/** Begins and pieces of what comes whole later. */
const SKIPPED = new Set(["turn.started", "item.plan.delta"]);

/** Streams the events of a thread as one run. Steps behind a call that waits for its end are held, up to a bound. */
export async function* readCodexExec(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const rows = new EventRows();
  const facts: Facts = { runId: null, exitStatus: null, tokensIn: null, tokensOut: null };
  for await (const line of readSession(nameTwiceNamed(bytes))) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
      continue;
    }
    await add(line, rows, facts);
    for (const step of rows.queue.take()) yield { type: "step", step };
  }
  for (const step of rows.queue.rest()) yield { type: "step", step };
  for (const problem of rows.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(rows, facts, name), record: null };
}

async function add(line: SessionLine, rows: EventRows, facts: Facts): Promise<void> {
  const event = Event.safeParse(line.value).data;
  if (!event) return rows.unknown(line);
  const { type } = event;
  if (type === "item.started") return rows.item(event.item, "started", line);
  if (type === "item.updated") return rows.item(event.item, "updated", line);
  if (type === "item.completed") return rows.item(event.item, "completed", line);
  if (type === "request_user_input") return rows.question(line);
  if (type === "thread.started" || type === "session.created")
    facts.runId ??= event.thread_id || event.session_id || null;
  else if (type === "turn.completed") {
    facts.exitStatus = "completed";
    // Of the whole thread so far, so the last one counts.
    facts.tokensIn = countOrNull(event.usage?.input_tokens) ?? facts.tokensIn;
    facts.tokensOut = countOrNull(event.usage?.output_tokens) ?? facts.tokensOut;
  } else if (type === "turn.failed") {
    facts.exitStatus = "failed";
    rows.fault(event.error?.message ?? null, line);
  } else if (type === "error") {
    // Lost connections that are tried again come as errors too; then the turn goes on and says how it ended.
    facts.exitStatus = "error";
    rows.fault(event.message ?? null, line);
  } else if (!SKIPPED.has(type)) rows.unknown(line);
}

function runOf(rows: EventRows, facts: Facts, name: string): ParsedRun {
  return {
    ...facts,
    task: taskOf(null, null, name),
    agent: "codex",
    agentVersion: null,
    model: null,
    lanes: [{ name: "codex", role: "main" }],
    submission: null,
    environment: [],
    costUsd: null,
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}
