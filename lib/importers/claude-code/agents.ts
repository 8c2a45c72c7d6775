import type { Lane } from "../../domain/record/run.ts";
import type { Line } from "./schema.ts";
import type { SessionTree } from "./tree.ts";

/** The agents of a session as lanes, in the order they speak. A file of a sub-agent alone has that one as its first. */
export class Agents {
  readonly #lanes: Lane[] = [];
  readonly #keys = new Map<string, number>();
  /** By lane: the call that began it. */
  readonly #parents = new Map<number, number>();

  constructor(private readonly tree: SessionTree) {}

  keyOf(line: Line): string {
    if (line.parent_tool_use_id) return `call:${line.parent_tool_use_id}`;
    if (line.isSidechain !== true) return "main";
    return `side:${line.agentId ?? this.tree.rootOf(line)}`;
  }

  /** The lane of a line; a new one hangs below `caller`, the call that was open when it began. */
  laneOf(line: Line, caller: number | null): { lane: number; parentOrdinal: number | null } {
    const key = this.keyOf(line);
    const known = this.#keys.get(key);
    if (known !== undefined) return { lane: known, parentOrdinal: this.#parents.get(known) ?? null };
    const lane = this.#lanes.length;
    this.#keys.set(key, lane);
    const isMain = lane === 0 || key === "main";
    this.#lanes.push({
      name: key === "main" ? "claude" : line.agentId ? `agent ${line.agentId}` : `sub-agent ${lane}`,
      role: isMain ? "main" : "other",
    });
    if (!isMain && caller !== null) this.#parents.set(lane, caller);
    return { lane, parentOrdinal: this.#parents.get(lane) ?? null };
  }

  get lanes(): Lane[] {
    return this.#lanes.length > 0 ? this.#lanes : [{ name: "claude", role: "main" }];
  }
}
