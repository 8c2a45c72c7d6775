import type { FieldMapping } from "../../domain/mapping/field-mapping.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { once } from "../json/slices.ts";
import { closeJson, type Head } from "./head.ts";
import { readMapped } from "./read.ts";

const MAX_PROBLEMS = 20;
const LF = 0x0a;

/** What a mapping makes of the beginning of a file. */
export type Trial = {
  /** The first steps of the first run, and the run. */
  steps: ParsedStep[];
  run: ParsedRun | null;
  runCount: number;
  stepCount: number;
  failedRecords: number;
  problems: ImportProblem[];
};

/** Reads the beginning of a file by a mapping; what the beginning cuts off is left out, so that it is no fault. */
export async function tryMapping(
  bytes: Uint8Array,
  isWhole: boolean,
  { isLines }: Head,
  mapping: FieldMapping,
  { name, maxSteps }: { name: string; maxSteps: number },
): Promise<Trial> {
  const trial: Trial = { steps: [], run: null, runCount: 0, stepCount: 0, failedRecords: 0, problems: [] };
  const text = isWhole ? bytes : isLines ? bytes.subarray(0, bytes.lastIndexOf(LF) + 1) : (closeJson(bytes) ?? bytes);
  let first: ParsedStep[] = [];
  for await (const outcome of readMapped(once(text), mapping, { name })) {
    if (outcome.type === "step") {
      if (trial.run === null && first.length < maxSteps) first.push(outcome.step);
    } else if (outcome.type === "run") {
      if (trial.run === null) Object.assign(trial, { run: outcome.run, steps: first });
      trial.runCount += 1;
      trial.stepCount += outcome.run.stepCount;
    } else {
      if (trial.problems.length < MAX_PROBLEMS) trial.problems.push(outcome.problem);
      if (outcome.type === "failed-record") {
        trial.failedRecords += 1;
        if (trial.run === null) first = [];
      }
    }
  }
  return trial;
}
