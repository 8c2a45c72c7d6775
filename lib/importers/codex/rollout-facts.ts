import { countOrNull } from "../dialogue/number-facts.ts";
import { type Event, Meta, Turn } from "./schema.ts";

/** Events that a person may ask for how many there were; each is in the raw file. */
const COUNTED = new Map([
  ["guardian_assessment", "guardian_assessments"],
  ["context_compacted", "compactions"],
  ["entered_review_mode", "reviews"],
  ["collab_agent_spawn_end", "agents_spawned"],
]);

/** What a rollout says of the run as a whole. */
export class RolloutFacts {
  readonly #facts = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  runId: string | null = null;
  version: string | null = null;
  model: string | null = null;
  exitStatus: string | null = null;
  tokensIn: number | null = null;
  tokensOut: number | null = null;

  meta(payload: unknown): void {
    const meta = Meta.safeParse(payload).data;
    if (!meta) return;
    // A fork repeats its parent's history behind its own first line.
    this.runId ??= meta.id || null;
    this.version ??= meta.cli_version || null;
    this.#say("cwd", meta.cwd);
    this.#say("git_branch", meta.git?.branch);
    this.#say("base_commit", meta.git?.commit_hash);
    this.#say("repository", meta.git?.repository_url);
    this.#say("model_provider", meta.model_provider);
    this.#say("originator", meta.originator);
  }

  turn(payload: unknown): void {
    const turn = Turn.safeParse(payload).data;
    if (!turn) return;
    this.model = turn.model || this.model;
    const { sandbox_policy: sandbox } = turn;
    this.#say("approval_policy", turn.approval_policy);
    this.#say("sandbox", typeof sandbox === "string" ? sandbox : (sandbox?.mode ?? sandbox?.type));
    this.#say("effort", turn.effort);
  }

  event(event: Event): void {
    const { type, reason, message, info } = event;
    if (type === "task_complete") this.exitStatus = "completed";
    if (type === "turn_aborted") this.exitStatus = reason ? `aborted: ${reason}` : "aborted";
    if (type === "error") this.exitStatus = "error";
    const counted = COUNTED.get(type ?? "");
    if (counted) this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + 1);
    // Cumulative, so the last one is the sum.
    this.tokensIn = countOrNull(info?.total_token_usage?.input_tokens) ?? this.tokensIn;
    this.tokensOut = countOrNull(info?.total_token_usage?.output_tokens) ?? this.tokensOut;
    if (type === "thread_name_updated") this.#say("title", message);
  }

  compacted(): void {
    this.#counts.set("compactions", (this.#counts.get("compactions") ?? 0) + 1);
  }

  environment(): [string, string][] {
    const counts = [...this.#counts].map(([name, count]): [string, string] => [name, String(count)]);
    return [...this.#facts, ...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  #say(name: string, value: string | null | undefined): void {
    if (value) this.#facts.set(name, value);
  }
}
