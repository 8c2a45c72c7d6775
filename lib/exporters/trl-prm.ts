import { stringText } from "./json-text.ts";
import { isRight, type Judged, judgeSteps, SCORE_CUT } from "./judge-steps.ts";
import { agentLanes, hasOpening } from "./lane-steps.ts";
import type { Profile, ProfileRow } from "./profile.ts";
import type { ExportRecord, ExportStep, ExportText } from "./record.ts";

/** TRL puts a step's label on this, after the step. */
const SEPARATOR = "\n";

/**
 * TRL's stepwise format for process reward models (trl docs/source/dataset_formats.md): a prompt, the steps as strings,
 * and for each whether it is right. A step is its thought, its action and what came back. A step that no reviewer
 * judged makes its run unusable here, since a label is never guessed.
 */
export const trlPrm: Profile = {
  id: "trl-prm",
  version: "1.0.0",
  label: "TRL, process reward",
  description: "prompt, completions and labels, one row an agent; a label is right or wrong, scores stand beside it.",
  options: { scoreCut: SCORE_CUT, stepSeparator: SEPARATOR },
  async project(record) {
    const judged = await judgeSteps(record);
    if (judged === null) return { rejected: "no-review" };
    if (judged.outcome === "noise_discard") return { rejected: "discarded-by-review" };
    if (await hasUnjudged(record, judged)) return { rejected: "unjudged-steps" };
    const lanes = await agentLanes(record);
    if (lanes.length === 0) return { rejected: "no-agent-steps" };
    if (record.run.task.instruction === null && !(await hasOpening(record, lanes[0] ?? 0)))
      return { rejected: "no-prompt" };
    return { rows: rowsOf(record, judged, lanes) };
  },
};

async function hasUnjudged(record: ExportRecord, judged: Judged): Promise<boolean> {
  for await (const { role, ordinal } of record.steps())
    if (role === "agent" && isRight(judged.at(ordinal)) === null) return true;
  return false;
}

async function* rowsOf(record: ExportRecord, judged: Judged, lanes: readonly number[]): AsyncGenerator<ProfileRow> {
  for (const lane of lanes) {
    const lossy = new Set(judged.lossy);
    yield { text: rowText(record, judged, lane, lossy), lossy: () => [...lossy] };
  }
}

async function* rowText(
  record: ExportRecord,
  judged: Judged,
  lane: number,
  lossy: Set<string>,
): AsyncGenerator<string> {
  yield '{"prompt":';
  yield* stringText(promptOf(record, lane));
  yield ',"completions":[';
  const labels: boolean[] = [];
  const scores: (number | null)[] = [];
  for await (const { step, replies } of completions(record, lane)) {
    if (labels.length > 0) yield ",";
    if (replies.length > 0) lossy.add("dialogue-in-completion");
    yield* stringText(completionOf(step, replies));
    const judgement = judged.at(step.ordinal);
    labels.push(isRight(judgement) ?? false);
    scores.push(judgement.score);
  }
  const name = record.run.lanes[lane]?.name ?? "";
  const facts = { run_key: record.runKey, task_key: record.run.task.key, lane: name };
  yield `],"labels":${JSON.stringify(labels)},"scores":${JSON.stringify(scores)},${JSON.stringify(facts).slice(1)}`;
}

/** What stands before the lane's first agent step, or the task where nothing does. */
async function* promptOf(record: ExportRecord, lane: number): AsyncGenerator<string> {
  let isFirst = true;
  for await (const step of record.steps()) {
    if (step.lane !== lane) continue;
    if (step.role === "agent") break;
    for (const text of partsOf(step)) {
      if (!isFirst) yield "\n\n";
      isFirst = false;
      yield* text.read();
    }
  }
  if (isFirst && record.run.task.instruction !== null) yield record.run.task.instruction;
}

type Completion = { step: ExportStep; replies: ExportStep[] };

/** Each agent step with what people and the environment said after it, before the next one. */
async function* completions(record: ExportRecord, lane: number): AsyncGenerator<Completion> {
  let open: Completion | null = null;
  for await (const step of record.steps()) {
    if (step.lane !== lane) continue;
    if (step.role !== "agent") open?.replies.push(step);
    else {
      if (open) yield open;
      open = { step, replies: [] };
    }
  }
  if (open) yield open;
}

async function* completionOf({ text, kind }: ExportStep, replies: readonly ExportStep[]): AsyncGenerator<string> {
  const parts: [string, ExportText | null][] = [
    ["Thought: ", text.thought],
    ["", text.message],
    ["Action: ", text.action],
    ["Observation: ", text.observation],
    ...replies.flatMap((reply) => partsOf(reply).map((part): [string, ExportText] => ["User: ", part])),
  ];
  let isEmpty = true;
  for (const [name, part] of parts) {
    if (part === null) continue;
    yield isEmpty ? name : `\n${name}`;
    isEmpty = false;
    yield* part.read();
  }
  if (isEmpty) yield `[${kind}]`;
}

function partsOf({ text }: ExportStep): ExportText[] {
  return [text.message, text.observation].filter((part) => part !== null);
}
