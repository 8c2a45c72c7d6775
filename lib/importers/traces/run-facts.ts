import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { type JsonNode, opened } from "./json-node.ts";
import { messagesIn } from "./messages-in.ts";
import { type Said, wordsOf } from "./said.ts";

/** The last thing the agent said in a conversation; null where it ends otherwise, as with a call. */
export function wordsAtEnd(messages: readonly Said[]): string | null {
  const last = messages.at(-1);
  return last && last.role === "agent" && !(last.isPlain && /^\s*[[{]/.test(last.texts[0] ?? ""))
    ? wordsOf(last)
    : null;
}

/** The last thing a person said in a payload, else its plain text; null where it is data. */
export function plainWords(payload: JsonNode): string | null {
  const asked = messagesIn(payload, "user").findLast(({ role, isPlain }) => role === "user" && !isPlain);
  return (asked ? wordsOf(asked) : null) ?? opened(payload).text;
}

type Totals = Pick<ParsedRun, "tokensIn" | "tokensOut" | "costUsd">;

/** Sums over the steps: spans that wrap others repeat their amounts and are no steps. Null where no step states one. */
export function totalsOf(steps: readonly ParsedStep[]): Totals {
  const sum = (name: keyof Totals) => {
    const known = steps.map((step) => step[name]).filter((amount) => amount !== null);
    return known.length === 0 ? null : known.reduce((total, amount) => total + amount, 0);
  };
  return { tokensIn: sum("tokensIn"), tokensOut: sum("tokensOut"), costUsd: sum("costUsd") };
}

/** The texts, numbers and truth values among the members, as they are written. */
export function plainMembers(node: JsonNode | null, names?: readonly string[]): ReadonlyMap<string, string> {
  const members = [...(node?.members ?? [])].filter(([name]) => names?.includes(name) ?? true);
  return new Map(
    members.flatMap(([name, value]): [string, string][] =>
      value.isObject || value.isList || value.shown === "" ? [] : [[name, value.shown]],
    ),
  );
}
