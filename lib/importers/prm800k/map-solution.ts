import { z } from "zod";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { DialogueSteps } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import { decodeView } from "../json/bytes.ts";
import { listCandidates, textOf } from "./candidates.ts";

const Solution = z.looseObject({
  question: z.looseObject({
    problem: z.string(),
    pre_generated_steps: z.array(z.unknown()).nullish().catch(null),
  }),
  label: z.looseObject({}),
});

const MAIN = 0;
const BESIDE = 1;
/** How a solution says its answer, in its last step. */
const ANSWER = /(?:^|\n)# Answer\n\n(?<answer>[\s\S]+)$/;
/** Facts about the solution. Who labelled it, when, how it ended and how it was scored are labels. */
const FACTS = ["generation", "is_quality_control_question", "is_initial_screening_question"];

/**
 * A labelled solution as a run: the path that was chosen is the main lane, and what else was written for a step is a
 * branch that nobody went on from, on the lane beside; its parent is the row both go on from. Ratings and the expected
 * answer stay in the source; `readRatings` finds them again by `sourceIndex`.
 */
export async function mapSolution(record: Uint8Array, value: unknown, fileName: string): Promise<MappedRun[]> {
  const solution = Solution.safeParse(value).data;
  const candidates = solution ? await listCandidates(record) : [];
  if (!solution || candidates.length === 0) return [];
  const rows = new DialogueSteps();
  const book = new NoteBook();
  const steps: ParsedStep[] = [];
  let unknownRecords = 0;
  /** The last row of the chosen path, and the one before the step that is being read. */
  const tip: { step: number; row: ParsedStep | null; before: ParsedStep | null } = {
    step: -1,
    row: null,
    before: null,
  };
  for (const [sourceIndex, candidate] of candidates.entries()) {
    const { path, slice, step, isChosen } = candidate;
    const { byteStart, byteEnd, bytes } = slice;
    if (step !== tip.step) Object.assign(tip, { step, before: tip.row });
    const lane = isChosen ? MAIN : BESIDE;
    const parentOrdinal = isChosen ? null : (tip.before?.ordinal ?? null);
    const facts = { lane, parentOrdinal, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const message = textOf(candidate);
    if (message === null) {
      unknownRecords += 1;
      book.add("unknown-record", "this is no step with a text", "It is kept; look at its source.", {
        path,
        byteOffset: byteStart,
      });
    }
    const row =
      message === null
        ? rows.generic(decodeView(bytes), facts)
        : rows.message("agent", { thought: null, message }, facts);
    if (isChosen) tip.row = row;
    steps.push(row);
  }
  const answer = ANSWER.exec(tip.row?.text.message ?? "")?.groups?.answer ?? null;
  const run = runOf(solution, steps, { unknownRecords, answer }, fileName);
  return [{ steps, run, notes: book.problems(), identity: null }];
}

type Solution = z.infer<typeof Solution>;

function runOf(
  solution: Solution,
  steps: readonly ParsedStep[],
  { unknownRecords, answer }: { unknownRecords: number; answer: string | null },
  fileName: string,
): ParsedRun {
  const { problem, pre_generated_steps: generated } = solution.question;
  const members = new Map<string, unknown>(Object.entries(solution));
  const facts = plainFacts(new Map(FACTS.map((name) => [name, members.get(name)])));
  const hasBranches = steps.some(({ lane }) => lane === BESIDE);
  return {
    runId: null,
    task: taskOf(problem, null, fileName),
    agent: null,
    agentVersion: null,
    model: null,
    lanes: [
      { name: "solution", role: "main" },
      ...(hasBranches ? [{ name: "alternatives", role: "generator" as const }] : []),
    ],
    exitStatus: null,
    submission: answer,
    environment: [...facts, ...plainFacts(new Map([["pre_generated_steps", generated?.length]]))],
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    stepCount: steps.length,
    actionCount: 0,
    unknownRecords,
  };
}
