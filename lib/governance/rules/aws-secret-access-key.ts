import { BASE64, fakeValue, HEX } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";
import { shannonEntropy } from "../shannon-entropy.ts";

const VALUE = fakeValue(40, BASE64);
/** A commit hash beside the name is a pinned revision; keys use the whole alphabet. */
const GIT_HASH = /^[0-9a-f]{40}$/;

/** 40 units of base64 next to its name: `.env`, JSON, XML, Terraform, `aws configure set`. Without the name it is any hash. */
export const awsSecretAccessKey = patternRule({
  id: "aws-secret-access-key",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "AWS secret access key next to its name",
  patterns: [
    /(?:secret[_-]?access[_-]?key|aws[_-]?secret(?:[_-]?key)?)["'`\s:=>,]{1,12}(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi,
  ],
  accepts: (value) => !isFiller(value) && !GIT_HASH.test(value) && shannonEntropy(value) >= 3,
  hits: [
    `AWS_SECRET_ACCESS_KEY=«${VALUE}»`,
    `"SecretAccessKey" : "«${VALUE}»"`,
    `<SecretAccessKey>«${VALUE}»</SecretAccessKey>`,
    `aws configure set aws_secret_access_key «${VALUE}»`,
    `const awsSecretKey = '«${VALUE}»';`,
  ],
  misses: [
    `commit ${fakeValue(40, HEX)}`,
    `AWS_SECRET_ACCESS_KEY=${"x".repeat(40)}`,
    `AWS_SECRET_ACCESS_KEY=${VALUE}${VALUE}`,
    `aws_secret: ${fakeValue(40, HEX)}`,
    "AWS_SECRET_ACCESS_KEY=$(aws configure get aws_secret_access_key)",
  ],
});
