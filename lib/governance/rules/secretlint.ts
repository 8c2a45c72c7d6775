import { rules as presetRules } from "@secretlint/secretlint-rule-preset-recommend";
import { ALPHANUMERIC, BASE64, fakeValue } from "../fake-value.ts";
import { defineRule } from "../define-rule.ts";
import { isDevelopmentPassword, isFiller } from "../placeholder.ts";
import type { Hit } from "../rule.ts";

type Creator = (typeof presetRules)[number];
type Context = Parameters<Creator["create"]>[0];
type Report = Parameters<Context["report"]>[0];
type Source = Parameters<NonNullable<ReturnType<Creator["create"]>["file"]>>[0];

const PACKAGE = "@secretlint/secretlint-rule-";
const VERSION = "11.7.1";

/**
 * Left out. `filter-comments`: an agent could write `secretlint-disable` into its trace. `gcp`: reads files by name, and
 * the key in its JSON is a private key block.
 */
const LEFT_OUT = new Set([`${PACKAGE}filter-comments`, `${PACKAGE}gcp`]);

/** Placeholder types by message id. A message that is new to us is `secret`: never dropped. */
const TYPES: Record<string, string> = {
  AWSSecretAccessKey: "aws-secret-access-key",
  NPM_ACCESS_TOKEN: "npm-token",
  Npmrc_authToken: "npm-token",
  PackageJSON_xOauthToken: "github-oauth-token",
  BasicAuth: "basic-auth",
  SLACK_TOKEN: "slack-token",
  IncomingWebhook: "slack-webhook",
  SENDGRID_KEY: "sendgrid-key",
  SHOPIFY_KEY: "shopify-key",
  GITHUB_TOKEN: "github-pat",
  OPENAI_TOKEN: "openai-api-key",
  ANTHROPIC_API_KEY: "anthropic-api-key",
  LINEAR_API_TOKEN: "linear-api-key",
  OPS_TOKEN: "1password-token",
  MongoDBConnection: "database-url",
  MySQLConnection: "database-url",
  PostgreSQLConnection: "database-url",
  PrivateKey: "private-key",
};
/** secretlint reports the whole address; the secret is the password in it. */
const ADDRESSES = new Set(["BasicAuth", "MongoDBConnection", "MySQLConnection", "PostgreSQLConnection"]);
const PASSWORD = /:\/\/[^:/\s]{0,256}:(?<password>[^@/\s]{1,256})@/d;

/** What a rule of secretlint reads of its source; it asks for positions only in the rules we leave out. */
function sourceOf(content: string): Source {
  const refuse = () => {
    throw new Error("secretlint asked for a position, which this adaptor does not give");
  };
  return {
    content,
    hasBOM: false,
    filePath: "field",
    physicalFilePath: undefined,
    contentType: "text",
    ext: "",
    getFilePath: () => "field",
    getPhysicalFilePath: () => undefined,
    locationToRange: refuse,
    rangeToLocation: refuse,
    positionToIndex: refuse,
    indexToPosition: refuse,
  };
}

/** Collects reports. The translator writes no message: secretlint's would hold the secret. */
function contextFor(reports: Report[]): Context {
  return {
    sharedOptions: {},
    createTranslator: () => (messageId, data) => ({ message: "", messageId: String(messageId), data }),
    report: (report) => void reports.push(report),
    ignore: () => undefined,
  };
}

/**
 * The range of the value alone; null for a password of containers and tutorials. secretlint gives the whole address for passwords, and for names with a value a range
 * that begins at the name and has the value's length; the value it reports says where it is.
 */
function valueRange(text: string, { message, range }: Report): [start: number, end: number] | null {
  const [start, end] = range;
  if (ADDRESSES.has(message.messageId)) {
    const password = PASSWORD.exec(text.slice(start, end))?.indices?.groups?.["password"];
    if (!password) return [start, end];
    const [from, to] = [start + password[0], start + password[1]];
    return isDevelopmentPassword(text.slice(from, to)) ? null : [from, to];
  }
  const data: unknown = message.data;
  const value = typeof data === "object" && data !== null ? Object.values(data).find(isText) : undefined;
  if (value === undefined || text.startsWith(value, start)) return [start, end];
  const at = text.indexOf(value, start);
  return at === -1 ? [start, end] : [at, at + value.length];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/**
 * Drives the preset's rules without `lintSource` of `@secretlint/core` 11.7.1, which obeys `secretlint-disable` in a text
 * even where the preset's `filter-comments` is disabled, keeps a profiler entry for every rule of every call and searches
 * all of them at the next (call 6000 takes ten times as long as call 1), compares every pair of findings (25 000 in 1 MB:
 * 26 s), and cuts a BOM off, which moves the ranges by one. Ranges are UTF-16 units, also behind emoji.
 */
async function find(text: string): Promise<Hit[]> {
  const source = sourceOf(text);
  const reports: Report[] = [];
  const context = contextFor(reports);
  for (const rule of presetRules) {
    if (!LEFT_OUT.has(rule.meta.id)) await rule.create(context, {}).file?.(source);
  }
  return reports.flatMap((report) => {
    const range = valueRange(text, report);
    if (range === null) return [];
    const [start, end] = range;
    const type = TYPES[report.message.messageId] ?? "secret";
    if (type !== "private-key" && isFiller(text.slice(start, end))) return [];
    return [{ rule: "secretlint", kind: "secret", severity: "high", type, start, end }];
  });
}

const SENDGRID = ["SG", fakeValue(22), fakeValue(43)].join(".");
const OPENAI_MARK = ["T3Blb", "kFJ"].join("");

/** The recommended preset of secretlint (MIT), in process: `patterns` names the package, whose version pins its patterns. */
export const secretlint = defineRule({
  id: "secretlint",
  version: "1",
  kind: "secret",
  severity: "high",
  description: `secretlint, recommended preset ${VERSION}`,
  patterns: [`${PACKAGE}preset-recommend@${VERSION}`, ...presetRules.map(({ meta }) => meta.id), ...LEFT_OUT],
  find,
  hits: [
    `SENDGRID=«${SENDGRID}»`,
    `😀 "«shpat_${fakeValue(32)}»"`,
    `key: «lin_api_${fakeValue(40)}»`,
    `«https://hooks.slack.com/services/T${fakeValue(8)}/B${fakeValue(8)}/${fakeValue(24)}»`,
    `aws_secret_access_key = "«${fakeValue(40, BASE64.slice(0, 62))}»"`,
    `\ufeffkey «sk-${fakeValue(20)}${OPENAI_MARK}${fakeValue(20, ALPHANUMERIC, 3)}»`,
    `postgres://app:«${fakeValue(12)}»@db.corp/app and https://ci:«${fakeValue(12)}»@git.corp.com`,
    `// secretlint-disable\n«${["ghp", fakeValue(36)].join("_")}»`,
  ],
  misses: [
    ["ghp", "x".repeat(36)].join("_"),
    "nothing here",
    "postgres://postgres:postgres@db/app",
    `sha256:${fakeValue(64, "0123456789abcdef")}`,
  ],
});
