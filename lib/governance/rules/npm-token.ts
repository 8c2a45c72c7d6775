import { fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const TOKEN = `npm_${fakeValue(36)}`;
const LEGACY = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

/** `npm_` tokens (github.blog, "Announcing npm's new access token format") and any token in an `.npmrc`. */
export const npmToken = patternRule({
  id: "npm-token",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "npm access token",
  keywords: ["npm_", "_auth"],
  patterns: [
    /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/dg,
    /:_(?:authToken|auth|password)\s{0,4}=\s{0,4}["']?(?<value>[A-Za-z0-9_+/=.-]{16,400})/dg,
  ],
  accepts: (value) => !isFiller(value),
  hits: [
    `NPM_TOKEN=«${TOKEN}»`,
    `//registry.example/:_authToken=«${LEGACY}»`,
    `//r.example/:_auth = "«${fakeValue(24)}»"`,
  ],
  misses: [
    "//registry.example/:_authToken=${NPM_TOKEN}",
    `npm_${"x".repeat(36)}`,
    "npm_config_registry",
    "npm_lifecycle_event",
  ],
});
