import type { Lane } from "../../domain/record/run.ts";

/** Names that groups of agents give to the person who asked. */
const PERSON: ReadonlySet<string> = new Set(["human", "user_proxy", "UserProxy"]);
const TERMINAL = /terminal/i;

/** Who speaks in a chat of agents: a lane for each agent in the order they speak. */
export class Speakers {
  readonly #lanes = new Map<string, number>();

  /** `persons`: names a format has for the person besides. */
  constructor(private readonly persons: ReadonlySet<string> = PERSON) {}

  isPerson(name: string): boolean {
    return PERSON.has(name) || this.persons.has(name);
  }

  isTerminal(name: string): boolean {
    return TERMINAL.test(name);
  }

  laneOf(name: string): number {
    const lane = this.#lanes.get(name) ?? this.#lanes.size;
    this.#lanes.set(name, lane);
    return lane;
  }

  get lanes(): Lane[] {
    const names = [...this.#lanes.keys()];
    if (names.length === 0) return [{ name: "agent", role: "main" }];
    return names.map((name, at) => ({ name, role: at === 0 ? "main" : this.isTerminal(name) ? "tool-user" : "other" }));
  }
}
