import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import { readSession, type SessionLine } from "../dialogue/read-session.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { EventRows } from "./event-rows.ts";
import { Event } from "./schema.ts";

/**
 * Streams an event log as one run, in the order of the file. Steps behind a call that waits for its tool are held, up
 * to a bound; of scopes only the open ones and the agents' are kept.
 */
export async function* readAtof(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const rows = new EventRows();
  let root: Event | null = null;
  for await (const line of readSession(bytes)) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
      continue;
    }
    const event = Event.safeParse(line.value).data;
    if (event?.kind === "scope" && !event.parent_uuid) root ??= event;
    await add(event, line, rows);
    for (const step of rows.queue.take()) yield { type: "step", step };
  }
  rows.finish();
  for (const step of rows.queue.rest()) yield { type: "step", step };
  for (const problem of rows.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(rows, root, name), record: null };
}

async function add(event: Event | undefined, line: SessionLine, rows: EventRows): Promise<void> {
  if (event?.kind === "mark") return rows.mark(event, line);
  if (event?.scope_category === "start") return rows.start(event, line);
  if (event?.scope_category === "end") return rows.end(event, line);
  rows.unknown(line);
}

function runOf(rows: EventRows, root: Event | null, name: string): ParsedRun {
  const [model = null] = [...rows.models].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  return {
    runId: root?.uuid ?? null,
    task: taskOf(rows.instruction, null, name),
    agent: root?.name ?? null,
    agentVersion: null,
    model,
    lanes: rows.scopes.lanes,
    exitStatus: null,
    submission: rows.submission,
    environment: plainFacts(
      new Map<string, unknown>([
        ["atof_version", root?.atof_version],
        ["session", root?.metadata?.session_id],
        ["trace", root?.metadata?.trace_id],
      ]),
    ),
    tokensIn: rows.tokensIn,
    tokensOut: rows.tokensOut,
    costUsd: null,
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
}
