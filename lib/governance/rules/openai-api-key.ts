import { fakeValue, HEX } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const HAS_DIGIT = /\d/;

/**
 * Project, service account and admin keys, the plain `sk-` ones (also of the many services that speak the same API), and
 * OpenRouter's. Looser than secretlint, which asks for the mark in the middle of a genuine key.
 */
export const openaiApiKey = patternRule({
  id: "openai-api-key",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "OpenAI or OpenAI-compatible API key",
  keywords: ["sk-"],
  patterns: [
    /(?<![A-Za-z0-9_-])sk-(?:proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{20,200}(?![A-Za-z0-9_-])/dg,
    /(?<![A-Za-z0-9_-])sk-[A-Za-z0-9]{32,64}(?![A-Za-z0-9_-])/dg,
  ],
  typeOf: (value) => (value.startsWith("sk-or-") ? "openrouter-api-key" : "openai-api-key"),
  accepts: (value) => HAS_DIGIT.test(value) && !isFiller(value),
  hits: [
    `OPENAI_API_KEY=«sk-proj-${fakeValue(48)}»`,
    `client = OpenAI(api_key="«sk-${fakeValue(48)}»")`,
    `«sk-svcacct-${fakeValue(20)}_${fakeValue(30, undefined, 9)}»`,
    `Bearer «sk-or-v1-${fakeValue(64, HEX)}»`,
  ],
  misses: [
    "OPENAI_API_KEY=sk-proj-your-key-goes-here",
    `sk-${"x".repeat(48)}`,
    `task-${fakeValue(40)}`,
    "disk-encryption-with-a-rather-long-name-in-kebab-case",
    "sk-learn-contrib",
  ],
});
