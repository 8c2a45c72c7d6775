import { fakeValue, HEX } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const HAS_DIGIT = /\d/;
const key = (prefix: string) => `${prefix}_${fakeValue(40)}${fakeValue(8, HEX)}`;

/**
 * Prefixed since 2026: `cfk_`, `cfut_`, `cfat_`, 40 units and a checksum of 8
 * (developers.cloudflare.com/fundamentals/api/get-started/token-formats). Older tokens have 40 units and no mark of their
 * own, older global keys 37 hex digits: found next to their name.
 */
export const cloudflareToken = patternRule({
  id: "cloudflare-token",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Cloudflare API token or key",
  patterns: [
    /(?<![A-Za-z0-9])cf(?:k|ut|at)_[A-Za-z0-9]{48}(?![A-Za-z0-9])/dg,
    /(?:cloudflare|(?<![A-Za-z0-9])cf)_?(?:api_?)?(?:token|key)["'`\s:=]{1,8}(?<value>[A-Za-z0-9_-]{37,40})(?![A-Za-z0-9_-])/dgi,
  ],
  accepts: (value) => HAS_DIGIT.test(value) && !isFiller(value),
  hits: [
    `token «${key("cfut")}»`,
    `«${key("cfk")}»`,
    `CLOUDFLARE_API_TOKEN=«${fakeValue(40)}»`,
    `export CF_API_KEY="«${fakeValue(37, HEX)}»"`,
  ],
  misses: [
    "CLOUDFLARE_API_TOKEN=your_api_token_here",
    `cfut_${fakeValue(20)}`,
    `CF_API_KEY=${"x".repeat(37)}`,
    `zcf_key=${fakeValue(40)}`,
  ],
});
