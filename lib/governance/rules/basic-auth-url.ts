import { fakeValue, HEX } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isDevelopmentPassword } from "../placeholder.ts";

const HAS_DIGIT = /\d/;
const PASSWORD = fakeValue(14);

/** A name alone can be a token (`https://<token>@github.com`); then it has digits. */
const isCredential = (value: string) => !isDevelopmentPassword(value) && (value.length < 20 || HAS_DIGIT.test(value));

/**
 * The password before the host of an address (RFC 3986 §3.2.1): clone URLs, package indexes, proxies. Sentry's addresses
 * are public by design.
 */
export const basicAuthUrl = patternRule({
  id: "basic-auth-url",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Password in a web address or of a curl command",
  keywords: ["://"],
  patterns: [
    /(?<![A-Za-z0-9])https?:\/\/(?<value>[A-Za-z0-9_-]{20,256})(?::(?:x-oauth-basic)?)?@(?!o\d|sentry\.)[A-Za-z0-9[]/dgi,
    /(?<![A-Za-z0-9])(?:https?|ftps?|sftp|ssh|git|svn|wss?|smtps?|imaps?|socks5h?)(?:\+[a-z]{1,8})?:\/\/[^\s:@/"'`<>]{0,128}:(?<value>[^\s@/"'`<>]{4,256})@[A-Za-z0-9[]/dgi,
    /(?<![A-Za-z0-9])curl [^\n]{0,300}?(?:-u|--user)[ =]{1,2}["']?[^\s:"'`<>]{1,128}:(?<value>[^\s"'`<>]{4,128})/dg,
  ],
  typeOf: () => "basic-auth",
  accepts: isCredential,
  hits: [
    `git clone https://bot:«${PASSWORD}»@git.internal/team/app.git`,
    `pip install --index-url https://ci:«${PASSWORD}»@pypi.internal/simple`,
    `HTTPS_PROXY=http://:«${PASSWORD}»@10.0.0.1:3128`,
    `git+ssh://deploy:«p4ss%40word!»@host/x`,
    `https://«${fakeValue(40, HEX)}»:x-oauth-basic@github.com/a/b`,
    `https://«${fakeValue(40)}»@git.internal/a`,
    `curl -sS -X POST -u ci:«${PASSWORD}» https://jenkins.internal/job`,
  ],
  misses: [
    "https://user:password@host/",
    "https://user:$TOKEN@github.com/a/b",
    "https://x:<SECRET:github-pat:1>@github.com/a/b",
    "http://localhost:3000/@vite/client",
    "https://cdn.net/npm/lib@1.2.3/a:b",
    "https://user:***@host",
    "http://abc:xyz@host.com",
    'curl -u "$USER:$PASSWORD" https://host',
    "docker run -u 1000:1000 curl",
    `https://${fakeValue(32, HEX)}@o123.ingest.sentry.io/1`,
    "https://a-rather-long-user-name@host",
  ],
});
