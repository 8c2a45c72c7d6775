import { z } from "zod";
import type { ParsedRun } from "../../domain/record/run.ts";
import { countOrNull, stepCountOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import { memberSlice } from "../json/slices.ts";
import { Approval, type Usage } from "./schema.ts";

const NAMED = ["protocol_version", "profileName", "thinkingEffort", "cwd", "provider", "workspaceId", "runtimeId"];
const Binding = z.looseObject({ environmentDisclosure: z.looseObject({ cwd: z.string() }) });

/** What the log says of its session besides the dialogue; the last word on each counts. */
export class SessionFacts {
  readonly #texts = new Map<string, string>();
  readonly #models = new Set<string>();
  readonly #approvals = new Map<string, number>();
  #tools: string | null = null;
  /** How the last turn ended, where the log says so. */
  exitStatus: string | null = null;
  tokensIn: number | null = null;
  tokensOut: number | null = null;

  /** Facts on any record: settings, models, tools, modes, approvals. */
  async note(type: string, value: object, bytes: Uint8Array): Promise<void> {
    const record = new Map<string, unknown>(Object.entries(value));
    for (const name of NAMED) this.#set(name, record.get(name));
    this.#set("system", record.get("systemPrompt"));
    this.#set("cwd", Binding.safeParse(value).data?.environmentDisclosure.cwd);
    const model = record.get("model") ?? record.get("modelAlias");
    if (typeof model === "string" && model !== "" && type !== "usage.record") this.#models.add(model);
    if (type === "permission.set_mode") this.#set("permissionMode", record.get("mode"));
    const decision = Approval.safeParse(value).data?.result.decision;
    if (decision !== undefined) this.#approvals.set(decision, (this.#approvals.get(decision) ?? 0) + 1);
    if (type === "llm.tools_snapshot" && Array.isArray(record.get("tools"))) {
      const slice = await memberSlice(bytes, "tools");
      if (slice) this.#tools = decodeView(slice.bytes);
    }
    if (type === "turn.prompt") this.exitStatus = null;
    if (type === "turn.cancel") this.exitStatus = "cancelled";
    const reason = record.get("reason");
    if (type === "turn.ended" && typeof reason === "string") this.exitStatus = reason;
  }

  /** Tokens of one answer of the model; what a cache gave went in too. */
  count(usage: z.infer<typeof Usage> | null | undefined): { tokensIn: number | null; tokensOut: number | null } {
    const parts = [usage?.inputOther, usage?.inputCacheRead, usage?.inputCacheCreation].map(countOrNull);
    const known = parts.filter((part) => part !== null);
    const tokensIn = known.length === 0 ? null : stepCountOrNull(known.reduce((sum, part) => sum + part, 0));
    const tokensOut = stepCountOrNull(usage?.output);
    if (tokensIn !== null) this.tokensIn = (this.tokensIn ?? 0) + tokensIn;
    if (tokensOut !== null) this.tokensOut = (this.tokensOut ?? 0) + tokensOut;
    return { tokensIn, tokensOut };
  }

  /** The name by which a sub-agent's profile is known; null for the main agent's. */
  get profile(): string | null {
    const profile = this.#texts.get("profileName") ?? "agent";
    return profile === "agent" ? null : profile;
  }

  /** Models by the name the provider has, else by their alias. */
  get model(): string | null {
    const [first = null] = [...this.#models].filter((name) => !this.#isAlias(name));
    return first;
  }

  environment(): ParsedRun["environment"] {
    const further = [...this.#models].filter((name) => name !== this.model);
    return [
      ...this.#texts,
      ...further.map((name): [string, string] => ["model", name]),
      ...[...this.#approvals].map(([decision, count]): [string, string] => [`approvals.${decision}`, String(count)]),
      ...(this.#tools === null ? [] : [["tools", this.#tools] satisfies [string, string]]),
    ];
  }

  #isAlias(name: string): boolean {
    return name.includes("/") && [...this.#models].some((other) => other !== name && name.endsWith(`/${other}`));
  }

  #set(name: string, value: unknown): void {
    if (typeof value === "string" && value !== "") this.#texts.set(name, value);
  }
}
