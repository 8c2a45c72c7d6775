import type { Line } from "./schema.ts";

/** Where a line stands: its parent, and the row it made or the last row before it. */
type Node = { parent: string | null; ordinal: number | null };

/**
 * The lines of a session by id. A person may go back and ask something else: then the file goes on from an older line,
 * and what stood between is an abandoned branch. It is kept where it stands.
 */
export class SessionTree {
  readonly #nodes = new Map<string, Node>();
  /** The newest line of a lane that somebody spoke in. */
  readonly #tips = new Map<string, string>();
  rewinds = 0;

  add({ uuid, parentUuid }: Line, ordinal: number | null): void {
    if (uuid) this.#nodes.set(uuid, { parent: parentUuid ?? null, ordinal });
  }

  speak(lane: string, { uuid }: Line): void {
    if (uuid) this.#tips.set(lane, uuid);
  }

  /**
   * The row a human turn goes back to; null where it goes on from the newest line of its lane, or where nobody knows.
   * A turn goes back when the newest line is not among its ancestors while its parent is a line of this file.
   */
  rewoundTo(lane: string, { parentUuid }: Line): number | null {
    const tip = this.#tips.get(lane);
    const parent = parentUuid ? this.#nodes.get(parentUuid) : undefined;
    if (tip === undefined || !parentUuid || !parent || this.#isBelow(parentUuid, tip)) return null;
    this.rewinds += 1;
    return this.#rowAt(parentUuid);
  }

  /** The root of a chain of lines, which names an agent that has no id. */
  rootOf({ uuid, parentUuid }: Line): string {
    let root = uuid ?? "";
    for (const id of this.#up(parentUuid ?? null)) root = id;
    return root;
  }

  #isBelow(start: string, ancestor: string): boolean {
    for (const id of this.#up(start)) if (id === ancestor) return true;
    return false;
  }

  #rowAt(start: string): number | null {
    for (const id of this.#up(start)) {
      const ordinal = this.#nodes.get(id)?.ordinal ?? null;
      if (ordinal !== null) return ordinal;
    }
    return null;
  }

  /** A line and those above it; a file may claim a circle, so no line is passed twice. */
  *#up(start: string | null): Generator<string> {
    const seen = new Set<string>();
    for (let id = start; id !== null && this.#nodes.has(id) && !seen.has(id); ) {
      seen.add(id);
      yield id;
      id = this.#nodes.get(id)?.parent ?? null;
    }
  }
}
