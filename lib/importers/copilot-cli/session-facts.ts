import type { ParsedRun } from "../../domain/record/run.ts";
import { countOrNull } from "../dialogue/number-facts.ts";
import { ModelMetrics, Shutdown } from "./schema.ts";

const CONTEXT = ["cwd", "gitRoot", "repository", "repositoryHost", "branch", "baseCommit", "headCommit", "hostType"];
const NAMED = ["producer", "startTime", "contextTier", "reasoningEffort", "shutdownType"];
const MODELS = ["selectedModel", "newModel", "model"];

/** What the log says of its session besides the dialogue; the last word on each counts. */
export class SessionFacts {
  runId: string | null = null;
  version: string | null = null;
  producer: string | null = null;
  exitStatus: string | null = null;
  /** Totals as a shutdown states them. */
  tokensIn: number | null = null;
  tokensOut: number | null = null;
  readonly models = new Set<string>();
  readonly #texts = new Map<string, string>();

  /** Facts on any event that is not part of the dialogue. */
  note(type: string, value: object): void {
    const data = new Map<string, unknown>(Object.entries(value));
    const context = data.get("context");
    const inContext = new Map<string, unknown>(typeof context === "object" && context ? Object.entries(context) : []);
    for (const name of NAMED) this.#set(name, data.get(name));
    for (const name of CONTEXT) this.#set(name, inContext.get(name));
    for (const name of MODELS) this.model(data.get(name));
    if (type === "session.start") {
      this.runId ??= textOf(data.get("sessionId"));
      this.version ??= textOf(data.get("copilotVersion"));
      this.producer ??= textOf(data.get("producer"));
    }
    if (type === "session.resume") this.exitStatus = null;
    if (type === "session.shutdown") this.#shutdown(value);
  }

  model(name: unknown): void {
    const text = textOf(name);
    if (text !== null && text !== "auto") this.models.add(text);
  }

  environment(): ParsedRun["environment"] {
    const [, ...further] = this.models;
    return [...this.#texts, ...further.map((name): [string, string] => ["model", name])];
  }

  #shutdown(value: object): void {
    const shutdown = Shutdown.safeParse(value).data;
    this.exitStatus = shutdown?.shutdownType ?? this.exitStatus;
    const models: unknown[] = Object.values(shutdown?.modelMetrics ?? {});
    const usages = models.map((model) => ModelMetrics.safeParse(model).data?.usage);
    this.tokensIn = sumOf(usages.map((usage) => usage?.inputTokens)) ?? this.tokensIn;
    this.tokensOut = sumOf(usages.map((usage) => usage?.outputTokens)) ?? this.tokensOut;
  }

  #set(name: string, value: unknown): void {
    const text = textOf(value);
    if (text !== null) this.#texts.set(name, text);
  }
}

function sumOf(values: readonly unknown[]): number | null {
  const counts = values.map(countOrNull).filter((count) => count !== null);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
