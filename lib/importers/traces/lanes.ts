import type { Lane } from "../../domain/record/run.ts";
import type { Span } from "./span.ts";

export type LaneState = {
  index: number;
  /** How often each message, call and result of a conversation was shown here. */
  shown: Map<string, number>;
  /** Turn of the model's last answer and how many rows it has; a tool that follows belongs to it. */
  turn: { last: number; rows: number } | null;
  /** Places among the steps of calls without a result, and the results that were given. */
  open: Set<number>;
  given: Set<string>;
  endMs: number | null;
};

/** The agents of a trace, a lane each; the first to act is the main one. What acts under no agent has a lane too. */
export class Lanes {
  readonly lanes: Lane[] = [];
  readonly #byKey = new Map<string, LaneState[]>();

  /** The lane of what acts under no agent. */
  outside(name: string): LaneState {
    const [known] = this.#byKey.get("") ?? [];
    return known ?? this.#open("", name);
  }

  /** The lane of an agent. Called again after it ended, it goes on in its lane; beside itself it is two. */
  of({ agentKey, agentName, startMs, durationMs }: Span): LaneState {
    const key = `agent ${agentKey}`;
    const known = this.#byKey.get(key) ?? [];
    const idle = known.find(({ endMs }) => endMs !== null && startMs !== null && endMs <= startMs);
    const state = idle ?? this.#open(key, agentName);
    state.endMs = startMs === null || durationMs === null ? null : startMs + durationMs;
    return state;
  }

  #open(key: string, name: string): LaneState {
    const index = this.lanes.length;
    const state = {
      index,
      shown: new Map(),
      turn: null,
      open: new Set<number>(),
      given: new Set<string>(),
      endMs: null,
    };
    this.lanes.push({ name, role: index === 0 ? "main" : "other" });
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), state]);
    return state;
  }
}
