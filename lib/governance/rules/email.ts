import { defineRule } from "../define-rule.ts";
import type { Hit } from "../rule.ts";

const LOCAL_UNIT = /[A-Za-z0-9._+-]/;
const DOMAIN_UNIT = /[A-Za-z0-9.-]/;
/** RFC 5321 §4.5.3.1. */
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;

/** The last label is letters only: no version (`pkg@1.2.3`), no address in numbers. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}$/i;
/** Names nobody can own (RFC 2606, RFC 6761, RFC 8375), and GitHub's hidden addresses. */
const RESERVED =
  /(?:^|\.)(?:example\.(?:com|org|net|edu)|users\.noreply\.github\.com|home\.arpa|(?:example|test|invalid|localhost|local|internal))$/i;
/** Mailboxes of machines. `git@host` is how repositories are addressed. */
const MACHINE = /^(?:no-?reply|do-?not-?reply|donotreply|mailer-daemon|git|bot)(?:[+._-]|$)/i;
/** Nobody's: what forms and tutorials say. */
const STAND_IN_LOCAL = /^(?:example|your[._-]?\w*|someone|name|e?mail|username|first[._]?last|(?:john|jane)[._]?doe)$/i;
const STAND_IN_DOMAIN = /^(?:(?:your|my)[a-z-]*|domain|company|e?mail|test|foo|bar)\.(?:com|org|net|io)$/i;
/** Names of files and of code that look like a domain: `icon@2x.png`, `@app.route`. */
const NOT_A_DOMAIN =
  /\.(?:png|jpe?g|gif|svg|webp|ico|js|mjs|cjs|ts|tsx|jsx|css|scss|py|pyc|rb|go|rs|java|kt|sh|json|ya?ml|toml|md|html?|xml|txt|lock|map|log|git|service|setter|getter|fixture|property|target|mark|deleter|route|command|task|timer|socket|mount)$/i;

const USER_OF_URL = /:\/\/(?:[^\s/:@"'`<>]{0,60}:)?$/;
const AFTER_HOST = /^(?:\(|:[/~])/;

function walk(text: string, from: number, step: 1 | -1, unit: RegExp, max: number): number {
  let at = from;
  while (Math.abs(at - from) < max && at >= 0 && at < text.length && unit.test(text.charAt(at))) at += step;
  return at;
}

/** The address around the `@` at `at`, without dots and dashes that belong to the sentence. */
function addressAround(text: string, at: number): [start: number, end: number] | null {
  let start = walk(text, at - 1, -1, LOCAL_UNIT, MAX_LOCAL) + 1;
  let end = walk(text, at + 1, 1, DOMAIN_UNIT, MAX_DOMAIN);
  while (start < at && /[._+-]/.test(text.charAt(start))) start += 1;
  while (end > at && /[.-]/.test(text.charAt(end - 1))) end -= 1;
  const local = text.slice(start, at);
  const domain = text.slice(at + 1, end);
  if (local === "" || local.endsWith(".") || MACHINE.test(local)) return null;
  if (STAND_IN_LOCAL.test(local) || STAND_IN_DOMAIN.test(domain)) return null;
  if (!DOMAIN.test(domain) || RESERVED.test(domain) || NOT_A_DOMAIN.test(domain)) return null;
  return isOfMachine(text, start, end) ? null : [start, end];
}

/** `a@b.transpose(` is Python, `scheme://user:pw@host` and `user@host:/path` are addresses of machines. */
function isOfMachine(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - MAX_LOCAL), start);
  return USER_OF_URL.test(before) || AFTER_HOST.test(text.slice(end, end + 2));
}

function find(text: string): Hit[] {
  const hits: Hit[] = [];
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const range = addressAround(text, at);
    if (range === null) continue;
    const [start, end] = range;
    hits.push({ rule: "email", kind: "pii", severity: "low", type: "email", start, end });
  }
  return hits;
}

const at = (local: string, domain: string) => [local, domain].join("@");
const PATTERNS = [
  STAND_IN_LOCAL,
  STAND_IN_DOMAIN,
  LOCAL_UNIT,
  DOMAIN_UNIT,
  DOMAIN,
  RESERVED,
  MACHINE,
  NOT_A_DOMAIN,
  USER_OF_URL,
  AFTER_HOST,
];

/** Addresses of people, as far as an address tells. */
export const email = defineRule({
  id: "email",
  version: "1",
  kind: "pii",
  severity: "low",
  description: "E-mail address",
  patterns: PATTERNS.map(String),
  find,
  hits: [
    `Author: Ada <«${at("ada.b+c", "mail.corp.com")}»>`,
    `Write to «${at("jo", "runtape.dev")}».`,
    `mailto:«${at("x_1", "a-b.co.uk")}», «${at("second", "firm.de")}»`,
    `😀«${at("ada", "firm.de")}»`,
  ],
  misses: [
    at("noreply", "firm.com"),
    at("no-reply+17", "firm.com"),
    at("ada", "example.com"),
    at("ada", "mail.example.org"),
    at("yourname", "yourdomain.com"),
    at("ada", "mycompany.com"),
    at("example", "firm.com"),
    at("1+ada", "users.noreply.github.com"),
    at("git", "github.com:a/b.git"),
    at("icon", "2x.png"),
    at("pkg", "1.2.3"),
    at("a", "b.transpose(0)"),
    at("", "pytest.fixture"),
    at("ssh://deploy", "host.com/x"),
    at("postgres://app:app", "db.host.com"),
    at("scp x deploy", "host.com:/srv"),
    at("user", "localhost"),
  ],
});
