/** What an answer means for the gesture that was sent. `status` 0 is no answer at all. */
export type Answer = "again" | "signed-out" | "stale" | "refused";

/** Whether to send again, wait for a sign-in, show two versions, or say that it cannot be taken. */
export function readAnswer(status: number, code: string, hasStale: boolean): Answer {
  if (status === 401) return "signed-out";
  if (status === 409 && code === "conflict" && hasStale) return "stale";
  if (status === 0 || status === 408 || status === 429 || status >= 500) return "again";
  return "refused";
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before try `attempt` (1 is the first repeat): full jitter below a doubling bound. `random` is 0..1. */
export function retryDelayMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt));
}
