import { BASE32, fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const key = (prefix: string) => `${prefix}${fakeValue(16, BASE32)}`;

/**
 * AKIA: long-term, ASIA: temporary (AWS IAM, "Unique identifiers"). Also with digits that AWS never gives, and also the
 * key of AWS' own documentation: a person can wave it through, we cannot know where it was used.
 */
export const awsAccessKeyId = patternRule({
  id: "aws-access-key-id",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "AWS access key ID, long-term or temporary",
  keywords: ["AKIA", "ASIA"],
  patterns: [/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/dg],
  accepts: (value) => !isFiller(value),
  hits: [
    `AWS_ACCESS_KEY_ID=«${key("AKIA")}»`,
    `"accessKeyId": "«${key("ASIA")}»",`,
    `😀 export KEY_«AKIA${["EXAMPLE", "7SHOPF4KE"].join("")}»`,
    `aws_access_key_id = «${["AKIA", "IOSFODNN7", "EXAMPLE"].join("")}»`,
  ],
  misses: [
    `AKIA${"X".repeat(16)}`,
    `x${key("AKIA")}`,
    `${key("AKIA")}A`,
    key("AKIA").toLowerCase(),
    "AKIA",
    "ASIA PACIFIC",
  ],
});
