import type { ImportOutcome } from "../domain/record/import-outcome.ts";
import type { ParsedRun } from "../domain/record/run.ts";
import { ParsedStep } from "../domain/record/step.ts";
import type { Importer } from "./importer.ts";

/** What tests ask of an importer: everything it gives for some bytes, and the parts of that. */

export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** `size`: bytes of a chunk. */
export async function collect(
  importer: Importer,
  content: string | Uint8Array,
  { name = "run.json", size = 4096 }: { name?: string; size?: number } = {},
): Promise<ImportOutcome[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of importer.read(inChunks(bytes, size), { name })) outcomes.push(outcome);
  return outcomes;
}

/** Its steps, each held to the schema. */
export function stepsOf(outcomes: readonly ImportOutcome[]): ParsedStep[] {
  return outcomes.flatMap((each) => (each.type === "step" ? [ParsedStep.parse(each.step)] : []));
}

export function runsOf(outcomes: readonly ImportOutcome[]): Extract<ImportOutcome, { type: "run" }>[] {
  return outcomes.flatMap((each) => (each.type === "run" ? [each] : []));
}

/** The first run; undefined where there is none. */
export function runOf(outcomes: readonly ImportOutcome[]): ParsedRun | undefined {
  return runsOf(outcomes)[0]?.run;
}

/** Codes of every problem, of the file and of its records. */
export function codesOf(outcomes: readonly ImportOutcome[]): string[] {
  return outcomes.flatMap((each) => ("problem" in each ? [each.problem.code] : []));
}
