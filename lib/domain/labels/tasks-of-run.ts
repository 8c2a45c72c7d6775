import type { ParsedRun } from "../record/run.ts";

/** The fact under which an importer keeps the number a benchmark gives its task. */
const TASK_FACT = "task_id";

/**
 * What a label from elsewhere may call the task of a run: the key all attempts share, and the number its benchmark
 * counts it by. Two benchmarks may count a task alike, so a name says which run is meant only where one run has it.
 */
export function tasksOfRun(run: Pick<ParsedRun, "task" | "environment">): string[] {
  const numbers = run.environment.flatMap(([name, value]) => (name === TASK_FACT ? [value] : []));
  return [...new Set([run.task.key, ...numbers])];
}
