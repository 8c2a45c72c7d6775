import { amountOrNull } from "../dialogue/number-facts.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { Result } from "./schema.ts";

/** Members of lines that are facts of the run, with the name they get; the last value counts. */
const FACTS: readonly (readonly [member: string, name: string])[] = [
  ["cwd", "cwd"],
  ["gitBranch", "git_branch"],
  ["permissionMode", "permission_mode"],
  ["customTitle", "title"],
  ["aiTitle", "title"],
  ["summary", "summary"],
  ["prUrl", "pull_request"],
  ["agentId", "agent_id"],
  ["entrypoint", "entrypoint"],
];

/** What the lines of a session say of the run as a whole. */
export class SessionFacts {
  readonly #facts = new Map<string, string>();
  #session: string | null = null;
  version: string | null = null;
  exitStatus: string | null = null;
  submission: string | null = null;
  costUsd: number | null = null;

  note({ value }: SessionLine): void {
    const members = new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
    const text = (name: string) => {
      const found = members.get(name);
      return typeof found === "string" && found !== "" ? found : null;
    };
    this.#session ??= text("sessionId") ?? text("session_id");
    this.version = text("version") ?? text("claude_code_version") ?? this.version;
    for (const [member, name] of FACTS) {
      const said = text(member);
      // A sub-agent's own name counts only where all lines are its.
      if (said !== null && (member !== "agentId" || members.get("isSidechain") === true)) this.#facts.set(name, said);
    }
    if (members.get("isSidechain") === false) this.#facts.delete("agent_id");
    if (members.get("type") === "result") this.#end(value);
  }

  get session(): string | null {
    return this.#session;
  }

  /** The agent whose file this is; null where it is not one agent's alone. */
  get agent(): string | null {
    return this.#facts.get("agent_id") ?? null;
  }

  /** The session, and the agent where the file is one agent's alone: it shares the session of who called it. */
  get runId(): string | null {
    return this.#session !== null && this.agent !== null ? `${this.#session}/${this.agent}` : this.#session;
  }

  #end(value: unknown): void {
    const result = Result.safeParse(value).data;
    this.costUsd = amountOrNull(result?.total_cost_usd) ?? this.costUsd;
    if (result?.is_error !== null && result?.is_error !== undefined)
      this.exitStatus = result.is_error ? "error" : "success";
    // It says what ended the run, such as the limit of turns, also where that is no error of the program.
    if (result?.subtype?.startsWith("error_")) this.exitStatus = result.subtype;
    this.submission = result?.result || this.submission;
  }

  environment(rewinds: number): [string, string][] {
    const facts = [...this.#facts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return rewinds === 0 ? facts : [...facts, ["rewinds", String(rewinds)]];
  }
}
