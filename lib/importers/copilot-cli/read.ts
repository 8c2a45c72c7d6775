import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { joined } from "../dialogue/dialogue-steps.ts";
import { readSession, type SessionLine } from "../dialogue/read-session.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { EventRows } from "./event-rows.ts";
import {
  AssistantMessage,
  Event,
  ExecutionComplete,
  ExecutionStart,
  Notice,
  Reasoning,
  SubagentStarted,
  UserMessage,
} from "./schema.ts";
import { SessionFacts } from "./session-facts.ts";

/**
 * Events without a row: hooks repeat a call and its result, the start and end of turns and sub-agents are told by their
 * messages, and the rest says how the program works; what of it is a fact is one of the run.
 */
const FACTS_ONLY = new Set([
  "session.start",
  "session.resume",
  "session.model_change",
  "session.auto_mode_resolved",
  "session.usage_checkpoint",
  "session.truncation",
  "session.shutdown",
  "hook.start",
  "hook.end",
  "assistant.turn_start",
  "subagent.completed",
]);
const NOTICES = new Map([
  ["system.message", "system"],
  ["system.notification", "system"],
  ["session.info", "environment"],
  ["session.error", "environment"],
  ["abort", "environment"],
] as const);

/** Streams an event log as one run. Steps behind a call that waits for its result are held, up to a bound. */
export async function* readCopilot(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const facts = new SessionFacts();
  const log = new EventRows();
  for await (const line of readSession(bytes)) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
      continue;
    }
    if (!(await add(line, log, facts))) log.unknown(line);
    for (const step of log.queue.take()) yield { type: "step", step };
  }
  await log.finish();
  for (const step of log.queue.rest()) yield { type: "step", step };
  for (const problem of log.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(log, facts, name), record: null };
}

/** One event onto the log; false where no rule knows it. */
async function add(line: SessionLine, log: EventRows, facts: SessionFacts): Promise<boolean> {
  const event = Event.safeParse(line.value).data;
  if (!event) return false;
  const { type, data } = event;
  if (type === "user.message") return addUser(data, line, log, facts);
  if (type === "assistant.message")
    return onParsed(AssistantMessage.safeParse(data).data, (message) => {
      facts.model(message.model);
      return log.answer(message, line);
    });
  if (type === "assistant.reasoning") {
    const { content = "" } = Reasoning.safeParse(data).data ?? {};
    if (content !== "") log.reason(content, line);
  } else if (type === "assistant.turn_end") await log.endTurn();
  else if (type === "tool.execution_start")
    return onParsed(ExecutionStart.safeParse(data).data, (start) => log.start(start, line));
  else if (type === "tool.execution_complete")
    return onParsed(ExecutionComplete.safeParse(data).data, (done) => log.complete(done, line));
  else if (type === "subagent.started")
    return onParsed(SubagentStarted.safeParse(data).data, ({ toolCallId, agentDisplayName, agentName }) =>
      log.beginAgent(toolCallId, agentDisplayName || agentName || null),
    );
  else if (FACTS_ONLY.has(type)) facts.note(type, data);
  else return addNotice(event, line, log, facts);
  return true;
}

async function onParsed<T>(value: T | undefined, run: (value: T) => void | Promise<void>): Promise<boolean> {
  if (value === undefined) return false;
  await run(value);
  return true;
}

async function addUser(data: object, line: SessionLine, log: EventRows, facts: SessionFacts): Promise<boolean> {
  const message = UserMessage.safeParse(data).data;
  if (!message) return false;
  await log.endTurn();
  facts.exitStatus = null;
  log.instruction ??= message.content;
  const files = (message.attachments ?? []).map(({ path, displayName }) => path || displayName);
  log.say("user", joined(message.content, ...files), line);
  return true;
}

/** What the CLI or its system says of itself. */
function addNotice({ type, data }: Event, line: SessionLine, log: EventRows, facts: SessionFacts): boolean {
  const role = [...NOTICES].find(([name]) => name === type)?.[1];
  const notice = Notice.safeParse(data).data;
  if (role === undefined || !notice) return false;
  if (type === "abort") facts.exitStatus = "abort";
  log.say(role, notice.message || notice.content || notice.reason || null, line, type === "session.error");
  return true;
}

function runOf(log: EventRows, facts: SessionFacts, name: string): ParsedRun {
  const [model = null] = facts.models;
  return {
    runId: facts.runId,
    task: taskOf(log.instruction, null, name),
    agent: facts.producer ?? "copilot-cli",
    agentVersion: facts.version,
    model,
    lanes: log.lanes,
    exitStatus: facts.exitStatus,
    submission: null,
    environment: facts.environment(),
    tokensIn: facts.tokensIn,
    tokensOut: facts.tokensOut ?? log.tokensOut,
    costUsd: null,
    stepCount: log.rows.stepCount,
    actionCount: log.rows.actionCount,
    unknownRecords: log.unknownRecords,
  };
}
