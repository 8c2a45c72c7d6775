import { BASE64, fakeValue } from "../fake-value.ts";
import { defineRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";
import type { Hit } from "../rule.ts";

/** PEM (RFC 7468), OpenSSH and PGP armour; `[A-Z0-9 ]` is the algorithm. */
const MARKER = /-----(?<side>BEGIN|END) [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g;
/** A line of the body, after what a pager, a diff or a source file puts before it. */
const BODY_LINE = /^.{0,24}?(?<body>[A-Za-z0-9+/=]{16,})/;
/** Too short to be told from a word, so only right under a full line. */
const LAST_LINE = /^[A-Za-z0-9+/=]{1,63}(?=[\s"'`\\,+]{0,8}$)/;
const FULL_LINE = 60;
const HEADER_LINE = /^[A-Za-z-]{3,20}: .{0,100}$/;
const QUOTES_ONLY = /^[\s"'`\\n+,;>|-]{0,40}$/;
/** A longer stretch between two markers is not a key: RSA with 16384 bits has 12 KB. */
const MAX_BODY = 65_536;
/** Even a stub in a tutorial has that many units; `...` has none. */
const MIN_BODY = 16;

type Marker = { isBegin: boolean; start: number; end: number };

/** Where the key that begins at `begin` ends, or null when the marker is only spoken of. */
function endOfKey(text: string, begin: Marker, next: Marker | undefined): number | null {
  if (next && !next.isBegin && next.start - begin.end <= MAX_BODY) {
    const isKey = isBody(text.slice(begin.end, next.start));
    return isKey ? next.end : null;
  }
  return endOfTruncated(text, begin.end, Math.min(next?.start ?? text.length, begin.end + MAX_BODY));
}

/** At least half of what is between the markers is base64 in long runs: not so in code that looks for the markers. */
function isBody(between: string): boolean {
  const runs: string[] = between.match(/[A-Za-z0-9+/=]{16,}/g) ?? [];
  const units = runs.reduce((sum, run) => sum + run.length, 0);
  const seen = between.replace(/\s+/g, "").length;
  return units >= MIN_BODY && units * 2 >= seen && !runs.every(isFiller);
}

/** Without END the key goes as far as its lines do. */
function endOfTruncated(text: string, from: number, limit: number): number | null {
  let end: number | null = null;
  let isAfterFullLine = false;
  for (let at = from; at < limit; ) {
    const lineBreak = text.indexOf("\n", at);
    const lineEnd = lineBreak === -1 || lineBreak > limit ? limit : lineBreak;
    const line = text.slice(at, lineEnd);
    const body: RegExpExecArray | null = BODY_LINE.exec(line) ?? (isAfterFullLine ? LAST_LINE.exec(line) : null);
    if (body) end = at + body[0].length;
    const rest = line.slice(body?.[0].length ?? 0);
    if (!QUOTES_ONLY.test(rest) && !HEADER_LINE.test(rest)) return end;
    isAfterFullLine = (body?.groups?.["body"]?.length ?? 0) >= FULL_LINE;
    at = lineEnd + 1;
  }
  return end;
}

function find(text: string): Hit[] {
  const markers: Marker[] = [...text.matchAll(MARKER)].map((match) => {
    return { isBegin: match.groups?.["side"] === "BEGIN", start: match.index, end: match.index + match[0].length };
  });
  return markers.flatMap((marker, index) => {
    const end = marker.isBegin ? endOfKey(text, marker, markers[index + 1]) : null;
    if (end === null) return [];
    return [{ rule: "private-key", kind: "secret", severity: "high", type: "private-key", start: marker.start, end }];
  });
}

const begin = (kind: string) => ["-----BEGIN", kind, "KEY-----"].join(" ");
const end = (kind: string) => ["-----END", kind, "KEY-----"].join(" ");
const LINES = Array.from({ length: 4 }, (_, line) => fakeValue(line === 3 ? 40 : 64, BASE64, line));
const BODY = LINES.join("\n");

/** The whole block, or what there is of it: output is often cut before END. */
export const privateKey = defineRule({
  id: "private-key",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Private key block (PEM, OpenSSH, PGP), also cut off",
  patterns: [MARKER, BODY_LINE, LAST_LINE, HEADER_LINE, QUOTES_ONLY].map(String).concat(`${MAX_BODY} ${MIN_BODY}`),
  find,
  hits: [
    `$ cat id\n«${begin("RSA PRIVATE")}\n${BODY}\n${end("RSA PRIVATE")}»\n$ `,
    `😀«${begin("OPENSSH PRIVATE")}\n${BODY}\n${end("OPENSSH PRIVATE")}»`,
    `key = """«${begin("PRIVATE")}\n${fakeValue(16, BASE64)}\n${end("PRIVATE")}»"""`,
    `«${begin("EC PRIVATE")}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${BODY}»\n\n$ ls`,
    `«${begin("PRIVATE")}\n${LINES[0]}\n${LINES[1]?.slice(0, 40)}» [cut]\nThe end`,
    `     1\t«${begin("PRIVATE")}\n     2\t${LINES[0]}\n     3\t${LINES[1]}\n     4\t${end("PRIVATE")}»`,
    `one «${begin("PRIVATE")}\n${BODY}\n${end("PRIVATE")}» two «${begin("PRIVATE")}\n${BODY}\n${end("PRIVATE")}»`,
  ],
  misses: [
    `if text.startswith("${begin("PRIVATE")}") and text.endswith("${end("PRIVATE")}"):`,
    `${begin("RSA PRIVATE")}\n...\n${end("RSA PRIVATE")}`,
    `${begin("PRIVATE")}\n${"x".repeat(64)}\n${end("PRIVATE")}`,
    `grep -r "${begin("PRIVATE")}" .`,
    `${begin("PUBLIC")}\n${BODY}\n${end("PUBLIC")}`,
    `${begin("PRIVATE")}\nThe key itself is not in this text.\n`,
  ],
});
