import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { amountOrNull } from "../dialogue/number-facts.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { ImportContext } from "../importer.ts";
import { parseValue, readDocument } from "../json/document.ts";
import type { DocumentPlan } from "../json/document-plan.ts";
import { problemAt } from "../json/scan-problems.ts";
import { Info } from "./schema.ts";
import { Turns } from "./turns.ts";

const FACTS = new Set(["info", "instance_id"]);
const PLAN: DocumentPlan = {
  member: (key) => (key === "messages" ? "elements" : FACTS.has(key) ? "whole" : "skip"),
  // The first files were a bare list.
  rootElements: true,
};

/** Streams a trajectory: one turn is in memory at a time, and what the file says of the run. */
export async function* readMiniSweAgent(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const turns = new Turns();
  const facts = new Map<string, unknown>();
  let hasMessages = false;
  let isHeld = false;
  for await (const part of readDocument(bytes, PLAN)) {
    if (part.type === "problem") {
      isHeld ||= part.problem.severity !== "note";
      yield part;
    } else if (isHeld) continue;
    else if (part.type === "value" && part.index !== null && (part.key === null || part.key === "messages")) {
      hasMessages = true;
      for (const step of await turns.add({ ...part, bytes: part.bytes.slice() })) yield { type: "step", step };
    } else if (part.type === "value" && part.key !== null) facts.set(part.key, parseValue(part.bytes));
  }
  if (isHeld) return;
  if (!hasMessages) {
    const start = { byteOffset: 0, line: 1, path: null };
    const problem = problemAt(
      "quarantine",
      "not-a-run",
      start,
      "this has no messages",
      "Upload the .traj.json itself.",
    );
    return yield { type: "problem", problem };
  }
  for (const step of turns.rest()) yield { type: "step", step };
  for (const problem of turns.book.problems()) yield { type: "problem", problem };
  yield { type: "run", run: runOf(turns, facts, name), record: null };
}

function runOf(turns: Turns, facts: ReadonlyMap<string, unknown>, name: string): ParsedRun {
  const info = Info.safeParse(facts.get("info")).data;
  const id = facts.get("instance_id");
  return {
    runId: null,
    task: taskOf(taskWords(turns.instruction), typeof id === "string" && id !== "" ? id : null, name),
    agent: "mini-swe-agent",
    agentVersion: info?.mini_version ?? null,
    model: turns.model ?? info?.config?.model?.model_name ?? null,
    lanes: [{ name: "mini-swe-agent", role: "main" }],
    exitStatus: info?.exit_status || null,
    submission: info?.submission || null,
    environment: environmentOf(info, turns.system),
    tokensIn: turns.total("tokensIn"),
    tokensOut: turns.total("tokensOut"),
    costUsd: amountOrNull(info?.model_stats?.instance_cost),
    stepCount: turns.rows.stepCount,
    actionCount: turns.rows.actionCount,
    unknownRecords: turns.unknownRecords,
  };
}

/** Of the configuration only what names the world of the run: the rest may hold keys. */
function environmentOf(info: ReturnType<typeof Info.parse> | undefined, system: string | null): [string, string][] {
  const { environment, agent, environment_type: type } = info?.config ?? {};
  const facts: [string, unknown][] = [
    ["image", environment?.image],
    ["cwd", environment?.cwd],
    ["environment_type", type],
    ["step_limit", agent?.step_limit],
    ["cost_limit", agent?.cost_limit],
    ["system_prompt", system],
  ];
  return facts.flatMap(([fact, value]): [string, string][] =>
    (typeof value === "string" && value !== "") || typeof value === "number" ? [[fact, String(value)]] : [],
  );
}

const FRAMED = /<pr_description>\s*(?:Consider the following PR description:\s*)?(?<words>[\s\S]*?)<\/pr_description>/;

/** What was asked, without the frame of the benchmark's template, which is the same for every task. */
function taskWords(instruction: string | null): string | null {
  return FRAMED.exec(instruction ?? "")?.groups?.words?.trim() || instruction;
}
