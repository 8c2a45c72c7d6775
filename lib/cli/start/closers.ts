/** What was started, to be undone in reverse; the way down is the same for a failed start and for Ctrl-C. */
export class Closers {
  readonly #steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  /** Runs every step even when one fails, and tells the failures. */
  async run(tell: (line: string) => void): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        tell(error instanceof Error ? error.message : String(error));
      }
    }
  }
}
