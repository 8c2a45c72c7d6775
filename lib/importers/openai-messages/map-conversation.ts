import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { DialogueSteps, joined, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { decodeView } from "../json/bytes.ts";
import type { Conversation } from "./conversations.ts";
import { type ReadMessage, readMessage } from "./message.ts";

/** By name in a map: a role may be called `__proto__`. */
const ROLES = new Map<string, "system" | "user">([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
]);
const RESULT_ROLES = new Set(["tool", "function"]);
const RUN_IDS = ["run_id", "session_id", "trajectory_id"];
const TASK_IDS = ["task_id", "instance_id"];

/**
 * A conversation as a run: a step for each message, or for each call of one; a result stands at the call it answers,
 * by id, else at the oldest call of the turn before it that has none. Nothing in it has times or tokens, so the steps have none.
 */
export function mapConversation(conversation: Conversation, fileName: string): MappedRun {
  const rows = new DialogueSteps();
  const book = new NoteBook();
  const steps: ParsedStep[] = [];
  const open: OpenCall[] = [];
  let instruction: string | null = null;
  let unknown = 0;
  for (const [sourceIndex, { path, slice, value }] of conversation.messages.entries()) {
    const { byteStart, byteEnd, bytes } = slice;
    const facts = { lane: 0, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const message = readMessage(value, bytes);
    if (message === null || !isKnown(message)) {
      unknown += 1;
      book.add(
        "unknown-record",
        "this is no message of a role that is known",
        "It is kept as a generic step; look at its source.",
        { path, byteOffset: byteStart },
      );
      steps.push(rows.generic(decodeView(bytes), facts));
    } else if (RESULT_ROLES.has(message.role)) {
      const call = open.findLast(({ id }) => id !== null && id === message.answers) ?? waiting(open);
      const step = call && steps[call.at];
      if (call && step) {
        call.isAnswered = true;
        steps[call.at] = withResult(step, message.said ?? "");
      } else {
        book.add("orphan-result", "a result has no call before it", "It is kept as a row of its own.", {
          path,
          byteOffset: byteStart,
        });
        steps.push(rows.orphanResult(message.said ?? "", facts));
      }
    } else if (message.calls.length > 0) {
      const called = rows.calls(joined(message.thought, message.said), message.calls, facts);
      for (const [at, { id }] of message.calls.entries())
        open.push({ id, at: steps.length + at, turn: sourceIndex, isAnswered: false });
      steps.push(...called);
    } else {
      const role = ROLES.get(message.role) ?? "agent";
      if (role === "user") instruction ??= message.said;
      steps.push(rows.message(role, { thought: message.thought, message: message.said }, facts));
    }
  }
  const run = runOf(conversation, instruction, fileName, rows, unknown);
  return { steps, run, notes: book.problems(), identity: conversation.side };
}

type OpenCall = { id: string | null; at: number; turn: number; isAnswered: boolean };

/** The oldest call of the newest turn without a result: one of an earlier turn was never answered. */
function waiting(open: readonly OpenCall[]): OpenCall | undefined {
  const turn = open.at(-1)?.turn;
  return open.find((call) => call.turn === turn && !call.isAnswered);
}

function isKnown({ role }: ReadMessage): boolean {
  return role === "assistant" || RESULT_ROLES.has(role) || ROLES.has(role);
}

function runOf(
  { facts, tools, side }: Conversation,
  instruction: string | null,
  fileName: string,
  rows: DialogueSteps,
  unknownRecords: number,
): ParsedRun {
  const named = (names: readonly string[]) => {
    const value = names
      .map((name) => facts.get(name))
      .find((each) => typeof each === "string" || typeof each === "number");
    return value === undefined || value === "" ? null : String(value);
  };
  const model = facts.get("model");
  const plain = [...facts].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, String(value)]] : [],
  );
  return {
    runId: side === null ? named(RUN_IDS) : null,
    task: taskOf(instruction, named(TASK_IDS), fileName),
    agent: null,
    agentVersion: null,
    model: typeof model === "string" ? model : null,
    lanes: [{ name: "assistant", role: "main" }],
    exitStatus: null,
    submission: null,
    environment: [
      ...plain,
      ...(side === null ? [] : [["side", side] satisfies [string, string]]),
      ...(tools === null ? [] : [["tools", tools] satisfies [string, string]]),
    ],
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    stepCount: rows.stepCount,
    actionCount: rows.actionCount,
    unknownRecords,
  };
}
