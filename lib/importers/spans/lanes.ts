import type { Lane } from "../../domain/record/run.ts";
import { ShownMessages } from "./shown-messages.ts";
import { attributeText, type Span } from "./span.ts";
import type { SpanNode } from "./span-tree.ts";

export type LaneState = {
  index: number;
  shown: ShownMessages;
  /** Turn and place within it of the model's last answer here; a tool that follows belongs to it. */
  turn: { last: number; calls: number } | null;
  /** Places of calls without a result among the steps, and the results that spans of tools gave. */
  open: Set<number>;
  given: Set<string>;
  endNanos: bigint | null;
};

/** The agents of a trace, a lane each. The first one, or what acts under no agent, is the main lane. */
export class Lanes {
  readonly lanes: Lane[] = [];
  readonly main: LaneState;
  readonly #byName = new Map<string, LaneState[]>();
  #isMainTaken = false;

  constructor() {
    this.main = this.#open("main", "main");
  }

  /** Whether an agent's span is the first under no other: that one needs no hand-off. */
  isFirst(isOutermost: boolean): boolean {
    return isOutermost && !this.#isMainTaken;
  }

  /** The lane of an agent's span. An agent called again after it ended goes on in its lane; beside itself it is two. */
  laneOf({ span }: SpanNode, isOutermost: boolean): LaneState {
    const name = agentNameOf(span);
    const key = attributeText(span.attributes, "gen_ai.agent.id") ?? name;
    const known = this.#byName.get(key) ?? [];
    const idle = known.find(
      ({ endNanos }) => endNanos !== null && span.startNanos !== null && endNanos <= span.startNanos,
    );
    const state = idle ?? (this.isFirst(isOutermost) ? this.#takeMain(name) : this.#open(name, "other"));
    state.endNanos = span.endNanos;
    if (!idle) this.#byName.set(key, [...known, state]);
    return state;
  }

  #takeMain(name: string): LaneState {
    this.#isMainTaken = true;
    this.lanes[0] = { name, role: "main" };
    return this.main;
  }

  #open(name: string, role: Lane["role"]): LaneState {
    const state: LaneState = {
      index: this.lanes.length,
      shown: new ShownMessages(),
      turn: null,
      open: new Set(),
      given: new Set(),
      endNanos: null,
    };
    this.lanes.push({ name, role });
    return state;
  }
}

/** The agent's name as its span has it, else the span's. */
export function agentNameOf({ attributes, name }: Span): string {
  return attributeText(attributes, "gen_ai.agent.name", "agent.name", "traceloop.entity.name") ?? name;
}
