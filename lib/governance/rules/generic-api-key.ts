import { ALPHANUMERIC, BASE64, fakeValue, HEX } from "../fake-value.ts";
import { defineRule } from "../define-rule.ts";
import { isPlaceholder } from "../placeholder.ts";
import type { Hit } from "../rule.ts";
import { shannonEntropy } from "../shannon-entropy.ts";

/** The word in a name that says "secret". */
const KEYWORD =
  /api[_-]?key|secret|token|passw(?:or)?d|passphrase|pwd|credential|(?:access|account|auth|private|encryption|signing|master)[_-]?key/gi;
/** The name goes on, its quote closes, an assignment follows, and a value in quotes or bare. */
const ASSIGNMENT =
  /(?<rest>[A-Za-z0-9_-]{0,24})["'`]?\]?(?<connector>(?::\s{0,2}[A-Za-z][A-Za-z[\]|. ]{0,24})?\s{0,4}(?:=>|:=|={1,3}|:|,)\s{0,4}|\s{1,2})(?:[bruf]{0,2}["'`](?<quoted>[^\s"'`\\<>{};]{16,512})["'`]|(?<bare>[A-Za-z0-9_+/=.~!@#%^*-]{16,512})(?![A-Za-z0-9([{]))/dy;
const NAME_UNIT = /[A-Za-z0-9_.-]/;
const MAX_NAME = 40;

/** Names that speak of a secret without holding it, or hold one that is public or worth nothing alone. */
const OTHER_NAME =
  /public|origin_?trial|[cx]srf|nonce|hash|digest|checksum|sha\d|md5|etag|commit|integrity|tokeni[sz]|regex|pattern|schema|fixture/i;
const OTHER_REST =
  /^s?[_-]?(?:names?|ids?|types?|paths?|files?|dirs?|ur[li]s?|endpoints?|counts?|limit|len(?:gth)?|size|fields?|class|headers?|format|prefix|suffix|usage|version|label|param|arn|ref|selector|error|message|text|title|description|expir[a-z]*)$/i;
const PASSWORD_NAME = /passw|pwd|passphrase/i;

/** Without a blank around `=`, or after `: `, `--name `: an environment, YAML, a command line. Else it is code. */
const BARE_CONNECTOR = /^(?:=|:\s?)$/;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const ADDRESS_OR_PATH = /^[.~]{0,2}\/|:\/\/|^[A-Za-z]:\\/;
const INTEGRITY = /^(?:sha\d{1,3}|md5)[-:]/i;
/** One word of an identifier or a path: letters, at most three digits behind them, or a number. */
const PLAIN_WORD = /^(?:[A-Za-z]*\d{0,3}|\d{1,10})$/;

/** gitleaks asks for a digit and 3.5 bits as well (`generic-api-key`); the length is ours. */
const MIN_ENTROPY = 3.5;
const HAS_DIGIT = /\d/;
const HAS_SIGN = /[!#$%&*?^|~]/;
const HAS_LETTER = /[A-Za-z]/;

function isSecretName(name: string, rest: string): boolean {
  return !OTHER_NAME.test(name) && !OTHER_REST.test(rest);
}

function isSecretValue(value: string, isPassword: boolean): boolean {
  const isMixed = HAS_DIGIT.test(value) || (isPassword && HAS_SIGN.test(value));
  if (!isMixed || !HAS_LETTER.test(value) || isPlaceholder(value)) return false;
  if (UUID.test(value) || ADDRESS_OR_PATH.test(value) || INTEGRITY.test(value)) return false;
  const isWords = value.split(/[_.:/@+=()-]/).every((word) => PLAIN_WORD.test(word));
  return (isPassword || !isWords) && shannonEntropy(value) >= MIN_ENTROPY;
}

function startOfName(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < MAX_NAME && NAME_UNIT.test(text.charAt(start - 1))) start -= 1;
  return start;
}

/** The value assigned to the name whose keyword is `[at, end)`. */
function assignedValue(text: string, at: number, end: number): [start: number, end: number] | null {
  ASSIGNMENT.lastIndex = end;
  const match = ASSIGNMENT.exec(text);
  if (!match) return null;
  const { rest = "", connector = "", quoted, bare } = match.groups ?? {};
  const start = startOfName(text, at);
  const isFlag = text.startsWith("--", start);
  if (connector.trim() === "" && !isFlag) return null;
  if (bare !== undefined && !isFlag && !BARE_CONNECTOR.test(connector)) return null;
  // `setenv("API_KEY", "…")`, but no list of words.
  if (connector.trim() === "," && text.charAt(start - 2) !== "(") return null;
  const name = text.slice(start, end) + rest;
  const isPassword = quoted !== undefined && PASSWORD_NAME.test(name);
  if (!isSecretName(name, rest) || !isSecretValue(quoted ?? bare ?? "", isPassword)) return null;
  return match.indices?.groups?.[quoted === undefined ? "bare" : "quoted"] ?? null;
}

function find(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(KEYWORD)) {
    // A keyword inside a value that was taken already, as in `password=…token…`.
    if (match.index < (hits.at(-1)?.end ?? 0)) continue;
    const value = assignedValue(text, match.index, match.index + match[0].length);
    if (value === null) continue;
    const [start, end] = value;
    hits.push({ rule: "generic-api-key", kind: "secret", severity: "medium", type: "generic-api-key", start, end });
  }
  return hits;
}

const VALUE = fakeValue(24);
const PATTERNS = [KEYWORD, ASSIGNMENT, OTHER_NAME, OTHER_REST, PASSWORD_NAME, BARE_CONNECTOR];

/** A random-looking value assigned to a name that says it is secret: what no provider's mark gives away. */
export const genericApiKey = defineRule({
  id: "generic-api-key",
  version: "1",
  kind: "secret",
  severity: "medium",
  description: "Random value assigned to a name such as api_key, token or password",
  patterns: [...PATTERNS, UUID, ADDRESS_OR_PATH, INTEGRITY, PLAIN_WORD].map(String).concat(String(MIN_ENTROPY)),
  find,
  hits: [
    `api_key = "«${VALUE}»"`,
    `SECRET_KEY=«${VALUE}»\nDEBUG=1`,
    `"clientSecret": "«${fakeValue(32, HEX)}»",`,
    `password: «${VALUE}»`,
    `os.environ["AUTH_TOKEN"] = '«${VALUE}»'`,
    `API_TOKEN: str = "«${VALUE}»"`,
    `deploy --api-key «${VALUE}» --force`,
    `😀 pwd: "«${fakeValue(20, `${ALPHANUMERIC}!#%&`)}»"`,
    `setenv("API_KEY", "«${VALUE}»")`,
    `SECRET_KEY = '«${fakeValue(20)}(${fakeValue(6)})#^${fakeValue(9)}»'`,
    `AccountName=x;AccountKey=«${fakeValue(86, BASE64)}==»;EndpointSuffix=core`,
  ],
  misses: [
    'api_key = "xxxxxxxxxxxxxxxxxxxxxxxx"',
    'api_key = "<your api key goes here 123>"',
    'token = "${SERVICE_TOKEN_2}"',
    "const token = process.env.SERVICE_TOKEN_2;",
    'password = "example-password-12"',
    'secret = "short1"',
    `token_id = "${VALUE}"`,
    'token_url = "https://login.internal/oauth2/v2.0/token"',
    'api_key = "123e4567-e89b-12d3-a456-426614174000"',
    'token = "some_long_identifier_in_words_2"',
    "token = generate_token_v2_for_user_17(user)",
    "password: this.form.password1.value2.value3",
    `tokenizer = "${VALUE}"`,
    `"csrf-token": "${VALUE}"`,
    `"integrity": "sha512-${fakeValue(88)}=="`,
    `secret_hash: ${fakeValue(64, HEX)}`,
    'api_key = "<SECRET:generic-api-key:1>"',
    `commit ${fakeValue(40, HEX)}`,
    '["AuthCleartextPassword", "AuthenticationMD5Password"]',
    "_check_password=Module._check_password_hook=2388884,",
  ],
});
