import type { FileInput } from "./input.ts";
import { DOCUMENTS, FORMATS, NAMES, run, saidBy, withBytes } from "./runs.ts";

const keep = { end: "keep" } as const;

type Text = readonly [what: string, raw: string];

/** A text in a step of every format: it is kept, said, and shown code unit for code unit. */
function inSteps(row: string, texts: readonly Text[], note?: string): FileInput[] {
  return texts.flatMap(([what, raw]) =>
    FORMATS.map(
      (format): FileInput => ({
        row,
        what: `${format}: ${what}`,
        name: NAMES[format],
        make: () => run(format, `${row} ${what}`, { text: raw }),
        expect: { ...keep, note, says: saidBy(raw) },
      }),
    ),
  );
}

const NULS: readonly Text[] = [
  ["a NUL", "a\\u0000b"],
  ["only NULs", "\\u0000\\u0000\\u0000"],
  ["a NUL beside a letter that needs two bytes", "\u00e9\\u0000\u00e9"],
];

const HALVES: readonly Text[] = [
  ["a high half", "\\ud800"],
  ["a low half", "\\udc00"],
  ["a pair the wrong way round", "\\udc00\\ud800"],
  ["a half before a letter", "\\ud83dx"],
  ["two high halves", "\\ud800\\ud800"],
  ["a half at the end of words", "words \\udbff"],
];

/** Bytes that are no UTF-8, after Unicode 3.9, table 3-7. */
const BAD_BYTES: readonly (readonly [string, readonly number[]])[] = [
  ["FF", [0xff]],
  ["FE", [0xfe]],
  ["a lone continuation", [0x80]],
  ["an overlong slash", [0xc0, 0xaf]],
  ["an overlong NUL", [0xc0, 0x80]],
  ["three bytes overlong", [0xe0, 0x80, 0xaf]],
  ["four bytes overlong", [0xf0, 0x80, 0x80, 0xaf]],
  ["a surrogate as three bytes", [0xed, 0xa0, 0x80]],
  ["a pair as CESU-8", [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ["beyond the last code point", [0xf4, 0x90, 0x80, 0x80]],
  ["five bytes", [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ["two of three bytes", [0xe2, 0x82]],
  ["three of four bytes", [0xf0, 0x9f, 0x98]],
  ["Latin-1", [0x63, 0x61, 0x66, 0xe9]],
  ["Windows-1252", [0x93, 0x71, 0x94]],
  ["Shift JIS", [0x83, 0x65, 0x83, 0x58]],
];

function badBytes(): FileInput[] {
  return DOCUMENTS.flatMap((format) =>
    BAD_BYTES.map(
      ([what, bytes]): FileInput => ({
        row: "B4",
        what: `${format}: ${what}`,
        name: NAMES[format],
        make: () => withBytes(run(format, `B4 ${what}`, { text: "[@@]" }), Uint8Array.from(bytes)),
        expect: { ...keep, note: "invalid-utf8", says: `[${saidBy(Uint8Array.from(bytes))}]` },
      }),
    ),
  );
}

function rawNuls(): FileInput[] {
  const documents = DOCUMENTS.flatMap((format) =>
    ["in a text", "between members"].map(
      (where): FileInput => ({
        row: "B2",
        what: `${format}: a raw NUL ${where}`,
        name: NAMES[format],
        make: () =>
          withBytes(run(format, "B2", where === "in a text" ? { text: "@@" } : { more: "@@" }), Uint8Array.of(0)),
        expect: { end: "quar", code: "syntax" },
      }),
    ),
  );
  const log: FileInput = {
    row: "B2",
    what: "a raw NUL in a text log",
    name: ".aider.chat.history.md",
    make: () => "# aider chat started at 2026-03-01 10:00:00\n\n#### Say a\0b.  \n\nDone.\n",
    expect: { ...keep, says: "Say a\0b." },
  };
  return [...documents, log];
}

function nulKeys(): FileInput[] {
  return DOCUMENTS.map((format) => ({
    row: "B1",
    what: `${format}: a NUL in a key`,
    name: NAMES[format],
    make: () => run(format, "B1 key", { more: ',"a\\u0000b":1' }),
    expect: { ...keep, note: "nul-escape" },
  }));
}

const POINTS: readonly Text[] = [
  ["noncharacters", "\ufffe\uffff\ufdd0"],
  ["noncharacters beyond the first plane", "\u{1fffe}\u{10ffff}"],
  ["private use", "\ue000\u{f0000}"],
  ["unassigned", "\u0378\u{e0fff}"],
];

const CLUSTERS: readonly Text[] = [
  ["an emoji", "\u{1f600}"],
  ["a family", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"],
  ["a flag", "\u{1f1e9}\u{1f1ea}"],
  ["composed", "\u00e9"],
  ["decomposed", "e\u0301"],
  ["Hangul jamo", "\u1112\u1161\u11ab"],
  ["an escaped pair", "\\ud83d\\ude00"],
];

const HEAVY: readonly Text[] = [
  ["10,000 combining marks", `a${"\u0301".repeat(10_000)}`],
  ["a word of 1,000,000 letters", "w".repeat(1_000_000)],
  ["a line of 100,000 characters", "word ".repeat(20_000)],
  ["100,000 lines", "l\\n".repeat(100_000)],
];

/** Texts that break programs which do more with words than keep them. */
const NAUGHTY: readonly string[] = [
  "null",
  "undefined",
  "NaN",
  "true",
  "0",
  "1e400",
  "-0",
  "",
  "nil",
  "None",
  "NULL",
  "(null)",
  "'; DROP TABLE runs; --",
  "1' OR '1'='1",
  "${jndi:ldap://x}",
  "{{7*7}}",
  "<%= 7*7 %>",
  "$(id)",
  "`id`",
  "; rm -rf /",
  "| cat /etc/passwd",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "]]>",
  "<!--",
  "&lt;&#x27;",
  "</textarea><svg onload=alert(1)>",
  "../../etc/passwd",
  "C:\\windows\\win.ini",
  "file:///etc/passwd",
  "CON",
  "%00",
  "%s%n%x",
  "%p",
  "\\",
  '"',
  "'",
  "\u0060",
  "\u202eevil",
  "\u200b\u200c\u200d\ufeff",
  "\u0627\u0644\u0639",
  "\u05d0\u05d1",
  "\u{e0041}",
  "\u001b[2J\u001b]0;x\u0007",
  "\b\b\bx",
  "=1+1",
  "@SUM(1)",
  "-2+3",
  "+1",
  "\u5b57\u5f62",
  "\u00df\u0130\u0131",
  "\u03a3\u03c2",
  "\ufb01",
  "\u2126",
  "1,234.56",
  "1.234,56",
  "2026-02-30",
  "12:60",
  "1/0",
  "\u0660\u0661",
];

const SEPARATORS: readonly Text[] = [
  ["U+2028 and U+2029", "a\u2028b\u2029c"],
  ["U+0085", "a\u0085b"],
  ["escaped VT and FF", "a\\u000bb\\fc"],
  ["escaped line ends", "a\\nb\\r\\nc\\rd"],
  ["NBSP and U+3000", "a\u00a0b\u3000c"],
];

export const TEXTS: readonly FileInput[] = [
  ...inSteps("B1", NULS, "nul-escape"),
  ...nulKeys(),
  ...rawNuls(),
  ...inSteps("B3", HALVES, "lone-surrogate"),
  ...badBytes(),
  ...inSteps("B5", POINTS),
  ...inSteps("B6", CLUSTERS),
  ...inSteps("B7", HEAVY),
  ...NAUGHTY.map((text, at): FileInput => {
    const format = DOCUMENTS[at % DOCUMENTS.length] ?? "traj";
    const raw = JSON.stringify(text).slice(1, -1);
    return {
      row: "B8",
      what: `${format}: text ${at}`,
      name: NAMES[format],
      make: () =>
        run(format, `B8 ${at}`, { text: raw, more: `,${JSON.stringify(`k ${text}`)}:${JSON.stringify(text)}` }),
      expect: { ...keep, says: text },
    };
  }),
  ...inSteps("B9", SEPARATORS),
];
