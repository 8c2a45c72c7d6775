import type { Lane } from "../../domain/record/run.ts";

/** More agents than this in one run are a field of another kind. */
const MAX_LANES = 200;
const UNNAMED = "agent";

/** Lanes by the names rows carry, in order of first appearance; rows without a name share the first. */
export class LaneNames {
  readonly #names = new Map<string, number>();
  isFull = false;

  indexOf(name: string | null): number {
    if (name === null) return 0;
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.isFull = this.#names.size >= MAX_LANES;
    if (this.isFull) return 0;
    this.#names.set(name, this.#names.size);
    return this.#names.size - 1;
  }

  lanes(): Lane[] {
    const names = this.#names.size === 0 ? [UNNAMED] : [...this.#names.keys()];
    return names.map((name, at) => ({ name, role: at === 0 ? "main" : "other" }));
  }
}
