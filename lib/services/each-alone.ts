/**
 * Does the same for each of several things, so that one that fails holds up none of the others; it comes again at the
 * next turn, and its failure is one line on stderr. How many failed.
 */
export async function eachAlone<T>(things: readonly T[], work: (thing: T) => Promise<unknown>): Promise<number> {
  let failed = 0;
  for (const thing of things) {
    try {
      await work(thing);
    } catch (error) {
      failed += 1;
      const message = error instanceof Error ? error.name : "failed";
      process.stderr.write(`${JSON.stringify({ level: "error", at: "worker", message })}\n`);
    }
  }
  return failed;
}
