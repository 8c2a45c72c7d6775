import type { StepKind } from "./step.ts";

/** What `classifyCommand` finds out about an action. */
export type StepClass = { kind: StepKind; actionType: string; target: string };

/** Longest target in UTF-16 units (`ParsedStep.target`). */
export const MAX_TARGET = 200;
/** Units looked at before white space is collapsed; the rest cannot reach the target. */
const MAX_RAW = 2_000;

/** One line with white space collapsed, at most 200 UTF-16 units, never half a surrogate pair; "…" marks a cut. */
export function oneLine(text: string): string {
  const line = text.slice(0, MAX_RAW).trim().split(/\s+/).join(" ");
  if (line.length <= MAX_TARGET && text.length <= MAX_RAW) return line;
  let end = Math.min(line.length, MAX_TARGET - 1);
  const last = line.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${line.slice(0, end)}…`;
}

/**
 * The words of a command that are not options; `valueOptions` swallow the word behind them. `--` ends the options.
 * A lone `-` is standard input and not an operand.
 */
export function operands(words: readonly string[], valueOptions: readonly string[] = []): string[] {
  const found: string[] = [];
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i] ?? "";
    if (word === "--") return [...found, ...words.slice(i + 1)];
    if (valueOptions.includes(word)) i += 1;
    else if (word !== "-" && !word.startsWith("-")) found.push(word);
  }
  return found;
}

/** The value of the first of `names` given as `--name value` or `--name=value`, else null. */
export function optionValue(words: readonly string[], names: readonly string[]): string | null {
  for (const [index, word] of words.entries()) {
    if (names.includes(word)) return words[index + 1] ?? null;
    const name = names.find((candidate) => candidate.startsWith("--") && word.startsWith(`${candidate}=`));
    if (name !== undefined) return word.slice(name.length + 1);
  }
  return null;
}
