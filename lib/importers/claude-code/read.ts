import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { readSession, type SessionLine } from "../dialogue/read-session.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { Line } from "./schema.ts";
import { SessionFacts } from "./session-facts.ts";
import { SessionLinks } from "./session-links.ts";
import { SessionRows } from "./session-rows.ts";

/**
 * Lines without a row: ticks of progress (an agent's repeat its own file), snapshots, titles, links and modes. What of
 * them is a fact is one of the run.
 */
const BOOKKEEPING = new Set([
  "progress",
  "file-history-snapshot",
  "queue-operation",
  "summary",
  "permission-mode",
  "mode",
  "agent-name",
  "custom-title",
  "ai-title",
  "last-prompt",
  "frame-link",
  "pr-link",
  "started",
  "result",
  "relocated",
  "worktree-state",
  "bridge-session",
  "atis-latch",
  "continued-in",
  // Of `stream-json`: pieces of messages that come whole later, ticks and signs of life.
  "stream_event",
  "tool_progress",
  "rate_limit_event",
  "auth_status",
  "keep_alive",
]);
/** Lines of the program that only measure. */
const MEASURES = new Set(["init", "session_start", "turn_duration", "stop_hook_summary", "status"]);

/** Streams the log of a session as one run. */
export function readClaudeCode(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  return readClaudeLines(readSession(bytes), new SessionRows(), name);
}

/** The lines of a session as one run. Steps behind a call that waits for its result are held, up to a bound. */
export async function* readClaudeLines(
  lines: AsyncIterable<SessionLine | { problem: ImportProblem }>,
  session: SessionRows,
  name: string,
): AsyncGenerator<ImportOutcome> {
  const facts = new SessionFacts();
  const links = new SessionLinks();
  for await (const line of lines) {
    if ("problem" in line) {
      yield { type: "problem", problem: line.problem };
      if (line.problem.severity !== "note") return;
      continue;
    }
    facts.note(line);
    links.note(line);
    await add(line, session);
    for (const step of session.queue.take()) yield { type: "step", step };
  }
  session.finish();
  for (const step of session.queue.rest()) yield { type: "step", step };
  for (const problem of session.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(session, facts, links, name), record: null };
}

async function add(source: SessionLine, session: SessionRows): Promise<void> {
  const line = Line.safeParse(source.value).data;
  if (!line) return session.unknown(source);
  const before = session.rows.stepCount;
  await addLine(line, source, session);
  session.tree.add(line, session.rows.stepCount > before ? before : null);
}

async function addLine(line: Line, source: SessionLine, session: SessionRows): Promise<void> {
  if (line.type === "assistant") return session.assistant(line, source);
  if (line.type === "user") return session.user(line, source);
  if (line.type === "tool_use" || line.type === "tool_result") return session.lone(line, source);
  if (line.type === "system") {
    const words = wordsOf(line);
    if (words !== null && !MEASURES.has(line.subtype ?? "")) session.environment(line, source, words);
    return;
  }
  if (line.type === "attachment") {
    // Of what is added to a turn, only a question that waited in the queue is a row; the rest reminds the model.
    const { type, prompt } = line.attachment ?? {};
    if (type === "queued_command" && typeof prompt === "string") session.asked(line, source, prompt);
    return;
  }
  if (!BOOKKEEPING.has(line.type)) session.unknown(source);
}

/** What a line of the program says to a reader. */
function wordsOf({ content, subtype, ...rest }: Line): string | null {
  if (typeof content === "string" && content !== "") return content;
  const explanation = rest["apiRefusalExplanation"];
  if (typeof explanation === "string" && explanation !== "") return explanation;
  return subtype && !MEASURES.has(subtype) ? subtype.replaceAll("_", " ") : null;
}

function runOf(session: SessionRows, facts: SessionFacts, links: SessionLinks, name: string): ParsedRun {
  const [model = null] = [...session.models].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  return {
    runId: facts.runId,
    task: taskOf(session.instruction, null, name),
    agent: "claude-code",
    agentVersion: facts.version,
    model,
    lanes: session.agents.lanes,
    exitStatus: facts.exitStatus,
    submission: facts.submission,
    environment: facts.environment(session.tree.rewinds),
    tokensIn: session.usage.total("tokensIn"),
    tokensOut: session.usage.total("tokensOut"),
    costUsd: facts.costUsd,
    stepCount: session.rows.stepCount,
    actionCount: session.rows.actionCount,
    unknownRecords: session.unknownRecords,
    links: links.of(facts.session, facts.agent, (callId) => session.queue.ordinalOf(callId)),
  };
}
