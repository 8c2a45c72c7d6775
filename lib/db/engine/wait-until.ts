import { setTimeout as delay } from "node:timers/promises";

const pollMs = 25;

/** Looks again every 25 ms until `isTrue` holds (true) or `limitMs` are over (false). */
export async function waitUntil(isTrue: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    if (await isTrue()) return true;
    if (performance.now() >= endsAt) return false;
    await delay(pollMs);
  }
}
