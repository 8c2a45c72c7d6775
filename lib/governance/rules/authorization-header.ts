import { fakeValue, HEX } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isPlaceholder } from "../placeholder.ts";
import { shannonEntropy } from "../shannon-entropy.ts";

const HAS_DIGIT = /\d/;
/** What `user:password` may consist of. */
const USER_AND_PASSWORD = /^[\x20-\x39\x3b-\x7e]{1,100}:[\x20-\x7e]{1,200}$/;
const MIN_ENTROPY = 3.2;

const decoded = (value: string) => Buffer.from(value, "base64").toString("latin1");
const basic = (text: string) => Buffer.from(text).toString("base64");

/** Credentials of an Authorization header (RFC 6750 §2.1, RFC 7617 §2), as curl commands and request logs show them. */
export const authorizationHeader = patternRule({
  id: "authorization-header",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Bearer or Basic credentials of an HTTP request",
  patterns: [
    /(?<![A-Za-z0-9])bearer\s{1,4}(?<value>[A-Za-z0-9._~+/-]{20,4000}={0,2})(?![A-Za-z0-9])/dgi,
    /authorization["'`]?\s{0,4}[:=,]\s{0,4}["'`]?token\s{1,4}(?<value>[A-Za-z0-9._~+/-]{20,400}={0,2})(?![A-Za-z0-9])/dgi,
    /authorization["'`]?\s{0,4}[:=,]\s{0,4}["'`]?basic\s{1,4}(?<value>[A-Za-z0-9+/]{8,400}={0,2})(?![A-Za-z0-9])/dgi,
  ],
  typeOf: (value) => (USER_AND_PASSWORD.test(decoded(value)) ? "basic-auth" : "bearer-token"),
  accepts: (value) => {
    if (USER_AND_PASSWORD.test(decoded(value))) return true;
    return HAS_DIGIT.test(value) && !isPlaceholder(value) && shannonEntropy(value) >= MIN_ENTROPY;
  },
  hits: [
    `curl -H "Authorization: Bearer «${fakeValue(40)}»" https://api.internal`,
    `'authorization': 'bearer «${fakeValue(32, HEX)}»'`,
    `Authorization: token «${fakeValue(40, HEX)}»`,
    `Authorization: Basic «${basic(`ci:${fakeValue(12)}`)}»`,
  ],
  misses: [
    "Authorization: Bearer $TOKEN",
    "Authorization: Bearer <SECRET:bearer-token:1>",
    "Bearer your-access-token-goes-here-1",
    "Basic understanding",
    "a bearer of_extraordinarily_good_news",
    "Authorization: Basic authentication",
  ],
});
