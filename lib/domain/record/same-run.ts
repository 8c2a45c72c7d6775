import { ParsedRun } from "./run.ts";
import { ParsedStep } from "./step.ts";

export type WholeRun = { run: ParsedRun; steps: readonly ParsedStep[] };

/**
 * Where two readings of one run differ, as paths such as `steps[3].text.thought`; none means that they are the same run.
 * Every field of every step and of the run counts, unit for unit, but for `sourcePointer`, which by its nature points
 * into the file that was read, and `links`, which name the files beside it. Facts of the environment are compared by
 * name, since their order says nothing; of one name they are compared in their order.
 */
export function runDifferences(a: WholeRun, b: WholeRun): string[] {
  const paths: string[] = [];
  for (const field of ParsedRun.keyof().options) {
    if (field === "links") continue;
    const sides = field === "environment" ? [byName(a.run[field]), byName(b.run[field])] : [a.run[field], b.run[field]];
    compare(sides[0], sides[1], `run.${field}`, paths);
  }
  if (a.steps.length !== b.steps.length) paths.push("steps.length");
  for (const [index, step] of a.steps.entries()) {
    const other = b.steps[index];
    for (const field of ParsedStep.keyof().options)
      if (other && field !== "sourcePointer") compare(step[field], other[field], `steps[${index}].${field}`, paths);
  }
  return paths;
}

function byName(facts: ParsedRun["environment"]): ParsedRun["environment"] {
  return facts.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function compare(a: unknown, b: unknown, path: string, paths: string[]): void {
  if (Object.is(a, b)) return;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    paths.push(path);
    return;
  }
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  for (const key of new Set([...left.keys(), ...right.keys()]))
    compare(left.get(key), right.get(key), `${path}.${key}`, paths);
}
