import { createHash } from "node:crypto";
import { checkInput } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { ANSWER_MS, type Input, isFile } from "./input.ts";

export type Result = { input: Input; wrong: string[]; sha256: string; ms: number };

/** Tries one input; what it throws is wrong too. */
export async function tryInput(desk: Desk, input: Input): Promise<Result> {
  const startedMs = performance.now();
  const took = () => Math.round(performance.now() - startedMs);
  // An act is told apart by what it does; it sends bytes that a file cannot hold.
  const named = createHash("sha256").update(`${input.row} ${input.what}`).digest("hex");
  try {
    if (isFile(input)) return { input, ...(await checkInput(desk, input)), ms: took() };
    const wrong = await input.act(desk);
    const isLate = took() > (input.withinMs ?? 2 * ANSWER_MS);
    return {
      input,
      wrong: [...(wrong === null ? [] : [wrong]), ...(isLate ? [`took ${took()} ms`] : [])],
      sha256: named,
      ms: took(),
    };
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message.slice(0, 300)}` : typeof error;
    return { input, wrong: [`threw ${said}`], sha256: named, ms: took() };
  }
}
