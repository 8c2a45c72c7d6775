import { type FindingKind, type FindingPlace, KIND_FACTS, type Verdict } from "./finding.ts";

/** What a verdict means, in one line. */
export const VERDICT_WORDS: Record<Verdict, { name: string; meaning: string }> = {
  confirmed: { name: "Confirmed", meaning: "real and sensitive: stays hidden, here and in exports" },
  false_positive: { name: "False positive", meaning: "not what the rule says: shown again" },
  test_fixture: { name: "Test fixture", meaning: "made for tests, harmless: shown again" },
  rotated: { name: "Rotated", meaning: "real once, dead now: stays hidden" },
};

/** "Secret: github pat". */
export function findingTitle(kind: FindingKind, type: string): string {
  const { name } = KIND_FACTS[kind];
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return type === "marked" ? title : `${title}: ${type.replaceAll("-", " ")}`;
}

const FIELD_WORDS: Record<string, string> = {
  thought: "thought",
  action: "action",
  observation: "output",
  message: "message",
  title: "task title",
  instruction: "task",
  submission: "submission",
};

/** "Step 38, output, character 412"; what is about a whole step or run says only that. */
export function placeWords({ ordinal, field, start }: FindingPlace): string {
  const where = ordinal === null ? "Run" : `Step ${ordinal + 1}`;
  if (field === null || start === null) return ordinal === null ? "Run as a whole" : `${where} as a whole`;
  return `${where}, ${FIELD_WORDS[field] ?? "environment"}, character ${start + 1}`;
}
