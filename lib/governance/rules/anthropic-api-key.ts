import { fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const HAS_DIGIT = /\d/;

/** `sk-ant-api03-…`, `sk-ant-admin01-…`, `sk-ant-oat01-…`; genuine ones have 95 units and more after that, cut ones less. */
export const anthropicApiKey = patternRule({
  id: "anthropic-api-key",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Anthropic API, admin or OAuth key",
  keywords: ["sk-ant-"],
  patterns: [/(?<![A-Za-z0-9_-])sk-ant-[A-Za-z0-9_-]{24,200}(?![A-Za-z0-9_-])/dg],
  accepts: (value) => HAS_DIGIT.test(value) && !isFiller(value),
  hits: [`ANTHROPIC_API_KEY=«sk-ant-api03-${fakeValue(93)}AA»`, `key: '«sk-ant-admin01-${fakeValue(24)}»'`],
  misses: ["ANTHROPIC_API_KEY=sk-ant-api03-your-key-goes-right-here", "sk-ant-api03-...", `sk-ant-${"x".repeat(40)}`],
});
