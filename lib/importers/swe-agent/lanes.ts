import type { LANE_ROLES, Lane } from "../../domain/record/run.ts";

type LaneRole = (typeof LANE_ROLES)[number];

/** Words in an agent's name that tell its part; the first that fits wins. A guess: the name itself stays shown. */
const ROLE_WORDS: readonly (readonly [RegExp, LaneRole])[] = [
  [/critic|review|judge/i, "critic"],
  [/verif|valid|tester/i, "verifier"],
  [/summar/i, "summarizer"],
  [/investigat|explor|search|research|retriev|brows|tool|execut/i, "tool-user"],
  [/generat|coder|coding|writer|implement|engineer|developer|fixer/i, "generator"],
  [/^(main|primary|lead|orchestrator|manager|planner)/i, "main"],
];

const DEFAULT_NAME = "main";

/** The agents of one run in order of their first step. */
export class LaneList {
  /** null stands for rows that name no agent; their lane gets its name at the end. */
  private readonly names: (string | null)[] = [];

  indexOf(name: string | null): number {
    const known = this.names.indexOf(name);
    return known >= 0 ? known : this.names.push(name) - 1;
  }

  /** The lanes of the finished run, at least one. `fallback` names the rows that name no agent. */
  finish(fallback: string | null): Lane[] {
    const names = this.names.length === 0 ? [null] : this.names;
    const unnamed = [fallback, DEFAULT_NAME].find((name) => name !== null && !names.includes(name)) ?? "unnamed";
    const isAlone = names.length === 1;
    return names.map((name) => ({ name: name ?? unnamed, role: isAlone ? "main" : guessRole(name ?? unnamed) }));
  }
}

function guessRole(name: string): LaneRole {
  return ROLE_WORDS.find(([words]) => words.test(name))?.[1] ?? "other";
}
