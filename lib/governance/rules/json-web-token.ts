import { fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const HEADER = encode({ alg: "HS256", typ: "JWT" });
const BODY = encode({ sub: "17", name: "Nobody", iat: 1 });

/** A signed token of three parts whose header names an algorithm (RFC 7515 §4.1.1). Unsigned and encrypted ones are not. */
export const jsonWebToken = patternRule({
  id: "jwt",
  version: "1",
  kind: "secret",
  severity: "medium",
  description: "Signed JSON Web Token",
  keywords: ["eyJ", "ewo", "eyA"],
  patterns: [/(?<![A-Za-z0-9_-])e[yw][A-Za-z0-9_-]{10,2000}\.e[yw][A-Za-z0-9_-]{2,16000}\.[A-Za-z0-9_-]{16,2000}/dg],
  accepts: (value) => Buffer.from(value.slice(0, value.indexOf(".")), "base64url").includes('"alg"'),
  hits: [
    `Authorization: Bearer «${HEADER}.${BODY}.${fakeValue(43)}»`,
    `"id_token":"«${HEADER}.${BODY}.${fakeValue(86)}»"`,
  ],
  misses: [
    `${HEADER}.${BODY}`,
    `${HEADER}.${BODY}.short`,
    `${BODY}.${BODY}.${fakeValue(43)}`,
    "eyebrow.eyelash.forehead",
  ],
});
