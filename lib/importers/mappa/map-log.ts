import type { Lane, ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { DialogueSteps, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { type NotePlace, NoteBook } from "../dialogue/note-book.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices } from "../json/slices.ts";
import { CUTS, Log, Turn } from "./schema.ts";

/**
 * A log as a run: a lane for each agent, which begins with its prompt; then a row for each turn. What an agent said is
 * an action where a tool answered it. Where in its words the call stands is the tool's own rule, so they are kept whole.
 */
export async function mapLog(record: Uint8Array, value: unknown, fileName: string): Promise<MappedRun[]> {
  const log = Log.safeParse(value).data;
  if (!log) return [];
  const rows = new DialogueSteps();
  const book = new NoteBook();
  const steps: ParsedStep[] = [];
  const lanes = new Map<string, Lane>();
  const scores: (number | null)[] = [];
  let asked: string | null = null;
  let unknownRecords = 0;
  for (const [sourceIndex, { byteStart, byteEnd, bytes }] of (await elementSlices(record, "agents")).entries()) {
    const path = `agents[${sourceIndex}]`;
    const place = { path, byteOffset: byteStart };
    const turn = Turn.safeParse(parseValue(bytes)).data;
    const isNew = turn !== undefined && !lanes.has(turn.agent_name);
    if (turn && isNew) lanes.set(turn.agent_name, laneOf(turn, lanes.size));
    const lane = turn ? [...lanes.keys()].indexOf(turn.agent_name) : 0;
    const facts = { lane, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    scores.push(turn?.coach?.score ?? null);
    if (!turn) {
      unknownRecords += 1;
      book.add("unknown-record", "this is no turn of an agent", "It is kept; look at its source.", place);
      steps.push(rows.generic(decodeView(bytes), facts));
      continue;
    }
    noteCuts(book, turn, place);
    // A later turn is given all that stands above it once more.
    if (isNew && turn.agent_input) {
      asked ??= turn.agent_input;
      steps.push(rows.message("user", { thought: null, message: turn.agent_input }, facts));
    }
    steps.push(...turnOf(rows, turn, facts));
  }
  const environment = [
    ...plainFacts(
      new Map<string, unknown>([
        ["iteration", log.iteration],
        ["timestamp", log.timestamp],
      ]),
    ),
    ...scoresOf(scores),
  ];
  const run: ParsedRun = {
    runId: log.trajectory_id || null,
    task: taskOf(asked, null, fileName),
    agent: "MAPPA",
    agentVersion: null,
    model: null,
    lanes: lanes.size === 0 ? [{ name: "agent", role: "main" }] : [...lanes.values()],
    exitStatus: null,
    submission: null,
    environment,
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    stepCount: rows.stepCount,
    actionCount: rows.actionCount,
    unknownRecords,
  };
  return [{ steps, run, notes: book.problems(), identity: null }];
}

function turnOf(
  rows: DialogueSteps,
  { agent_output: output, tool_observation: result }: Turn,
  facts: RowFacts,
): ParsedStep[] {
  const message = output || null;
  if (result === null || result === undefined) return [rows.message("agent", { thought: null, message }, facts)];
  const called = rows.calls(null, [{ id: null, name: "tool", text: message ?? "" }], facts);
  return called.map((step) => withResult(step, result));
}

const ROLES: readonly [RegExp, Lane["role"]][] = [
  [/verif/i, "verifier"],
  [/critic|review|judge/i, "critic"],
  [/summar/i, "summarizer"],
];

function laneOf({ agent_name: name, agent_role: role }: Turn, at: number): Lane {
  const known = ROLES.find(([sign]) => sign.test(role ?? name))?.[1] ?? "other";
  return { name, role: at === 0 ? "main" : known };
}

/** The coach's scores as one fact, a list by `sourceIndex`; nothing where it gave none. */
function scoresOf(scores: readonly (number | null)[]): [string, string][] {
  return scores.every((score) => score === null) ? [] : [["coach_scores", JSON.stringify(scores)]];
}

function noteCuts(book: NoteBook, turn: Turn, place: NotePlace): void {
  for (const [name, limit] of [
    ["agent_input", CUTS.agent_input],
    ["agent_output", CUTS.agent_output],
    ["tool_observation", CUTS.tool_observation],
  ] as const) {
    // The logger counts code points, of which there are never more than UTF-16 units.
    const text = turn[name] ?? "";
    if (text.length < limit || Array.from(text).length !== limit) continue;
    book.add(
      "cut-by-source",
      "the log ends a text at its limit here",
      "What was said beyond is not in the file.",
      place,
    );
  }
}
