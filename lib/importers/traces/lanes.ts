import type { Lane } from "../../domain/record/run.ts";
import { attributeText, type Span } from "./span.ts";

export type LaneState = {
  index: number;
  /** How often each message to the model was shown here. */
  shown: Map<string, number>;
  /** A model has spoken here. */
  hasSpoken: boolean;
  /** Turn of the model's last answer and how many rows it has; a tool that follows belongs to it. */
  turn: { last: number; rows: number } | null;
  endedAt: number | null;
};

/** The agents of a trace, a lane each; the first to act is the main one. What acts under no agent has a lane too. */
export class Lanes {
  readonly lanes: Lane[] = [];
  readonly #byName = new Map<string, LaneState[]>();

  /** The lane of what acts under no agent. */
  outside(name: string): LaneState {
    const [known] = this.#byName.get("") ?? [];
    return known ?? this.#open("", name);
  }

  /** The lane of an agent. Called again after it ended, it goes on in its lane; beside itself it is two. */
  of(span: Span): LaneState {
    const name = agentNameOf(span);
    const start = span.startedAt === null ? null : Date.parse(span.startedAt);
    const known = this.#byName.get(`agent ${name}`) ?? [];
    const idle = known.find(({ endedAt }) => endedAt !== null && start !== null && endedAt <= start);
    const state = idle ?? this.#open(`agent ${name}`, name);
    state.endedAt = start === null || span.durationMs === null ? null : start + span.durationMs;
    return state;
  }

  #open(key: string, name: string): LaneState {
    const state: LaneState = {
      index: this.lanes.length,
      shown: new Map(),
      hasSpoken: false,
      turn: null,
      endedAt: null,
    };
    this.lanes.push({ name, role: state.index === 0 ? "main" : "other" });
    this.#byName.set(key, [...(this.#byName.get(key) ?? []), state]);
    return state;
  }
}

/** The agent's name as its instrumentation has it, else its span's. */
export function agentNameOf(span: Pick<Span, "attributes" | "name">): string {
  return attributeText(span, "gen_ai.agent.name", "agent.name", "agent_name") ?? span.name;
}
