/** A value of at least this many units with fewer different ones than this is a filler: `xxxxxxxx`, `1212121212`. */
const MIN_DIFFERENT_UNITS = 5;

/** Something that stands for a value: `<token>`, `${TOKEN}`, `{{ token }}`, `%(token)s`, `$(cat token)`, `$TOKEN`, `%TOKEN%`. */
const STAND_IN = /<[^>]{0,200}>|[$#]\{|\{\{|%\(|\$\(|^\$[A-Za-z_]|^%[A-Za-z_]{1,60}%$|^\{[^}]{0,60}\}$/;

/** Masked output: `ghp_********`, `sk-ant-...`, and the block that our own masked views show. */
const MASKED = /\*{3}|\.{3}|\u2026|\u2022{3}|\u2588|[xX]{6}/;

/** An instruction to the reader, as in `your-api-key-here`. */
const INSTRUCTION = /your[_-]?[a-z]|[_-]here$|change[_-]?me|replace[_-]?(?:me|with|this)|insert[_-]|redacted/i;

/** Code that names where the value comes from. */
const REFERENCE = /process\.env|import\.meta|os\.environ|getenv|secrets\.|config\.|vault:|arn:aws|ENV\[/i;

const WORDS = /example|sample|dummy|placeholder|foobar|lorem|1234567890|0123456789|abcdefgh/i;

/** True for what no token can be, however it begins: a repeated unit, a masked value, a stand-in, an instruction. */
export function isFiller(value: string): boolean {
  if (new Set(value).size < MIN_DIFFERENT_UNITS) return true;
  return STAND_IN.test(value) || MASKED.test(value) || INSTRUCTION.test(value);
}

/** As `isFiller`, and also for words that speak of a made-up value: for rules that know a value only by its name. */
export function isPlaceholder(value: string): boolean {
  return isFiller(value) || REFERENCE.test(value) || WORDS.test(value);
}

/** Passwords of containers and tutorials; nobody's. Exact, in lower case. */
const DEVELOPMENT_PASSWORDS = new Set(
  [
    "admin changeme default demo guest hunter2 letmein mypass mypassword mysecretpassword mysql pass passwd password",
    "password123 postgres pw pwd redis root secret test testpass testing user username x-oauth-basic",
  ]
    .join(" ")
    .split(" "),
);

/** As `isPlaceholder` for a password in an address, which may be short: only known words and stand-ins are left out. */
export function isDevelopmentPassword(value: string): boolean {
  if (DEVELOPMENT_PASSWORDS.has(value.toLowerCase())) return true;
  const isRepeated = new Set(value).size === 1;
  return isRepeated || STAND_IN.test(value) || MASKED.test(value) || INSTRUCTION.test(value) || REFERENCE.test(value);
}

/** For the ruleset's hash. */
export const PLACEHOLDER_PATTERNS: readonly string[] = [
  ...[STAND_IN, MASKED, INSTRUCTION, REFERENCE, WORDS].map(String),
  ...DEVELOPMENT_PASSWORDS,
  String(MIN_DIFFERENT_UNITS),
];
