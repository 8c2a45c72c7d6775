import type { Ending, FileInput } from "./input.ts";
import { atif, NAMES, run, sessionLine, WORD } from "./runs.ts";

const keep = { end: "keep" } as const;
const MIB = 1024 * 1024;

type Atif = readonly [what: string, step: string, note?: string];

/** One agent step of ATIF with these members. */
function inAtif(row: string, steps: readonly Atif[]): FileInput[] {
  return steps.map(([what, members, note]) => ({
    row,
    what,
    name: NAMES.atif,
    make: () => atif(`${row} ${what}`, [`{"step_id":1,"source":"agent","message":"m"${members}}`]),
    expect: { ...keep, note },
  }));
}

const numbers: Atif[] = [
  ..."9007199254740993 18446744073709551616 -9007199254740993 1e400 -1e400"
    .split(" ")
    .map((text): Atif => [text, `,"extra":{"n":${text}}`, "unsafe-number"]),
  ["400 digits", `,"extra":{"n":${"9".repeat(400)}}`, "unsafe-number"],
  ..."-0 1e-7 0.30000000000000004 1.10 1E5 1e-400 123456789012345 0.1e1"
    .split(" ")
    .map((text): Atif => [text, `,"extra":{"n":${text}}`]),
];

const counts: Atif[] = ["-1", "1.5", "1e18", '"12"', "4294967296", "2147483648", "[]", "true", "1e400", "-0.5"].map(
  (text) => [
    `tokens ${text}`,
    `,"metrics":{"prompt_tokens":${text},"completion_tokens":${text},"cost_usd":"free"}`,
    text === "1e400" ? "unsafe-number" : "refused-number",
  ],
);

const times: Atif[] = [
  "-1",
  "0",
  "1700000000",
  "1700000000000",
  "1700000000000000",
  "1700000000000000000",
  "1e400",
  "true",
  "{}",
  '""',
  '"yesterday"',
  '"2026-02-30T10:00:00Z"',
  '"2026-13-01T10:00:00Z"',
  '"2026-03-01T25:00:00Z"',
  '"2026-03-01T10:00:00"',
  '"2026-03-01"',
  '"0000-01-01T00:00:00Z"',
  '"0001-01-01T00:00:00+14:00"',
  '"-000001-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59-14:00"',
  '"275761-01-01T00:00:00Z"',
  '"+275760-09-13T00:00:00Z"',
  '"1700000000"',
].map((text) => [`time ${text}`, `,"timestamp":${text}`, text === "1e400" ? "unsafe-number" : "bad-timestamp"]);

const goodTimes: Atif[] = [
  '"2026-06-30T23:59:59.999999999Z"',
  '"1960-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59Z"',
  '"2026-03-01T10:00:00+05:45"',
  "null",
].map((text) => [`time ${text}`, `,"timestamp":${text}`]);

/** A leap second is a time that no calendar of JavaScript has. */
const leap: Atif[] = [["a leap second", ',"timestamp":"2016-12-31T23:59:60Z"', "bad-timestamp"]];

function orders(): FileInput[] {
  const step = (id: number, time: string) =>
    `{"step_id":${id},"source":"agent","message":"m${id}","timestamp":"${time}"}`;
  const sets: readonly (readonly [string, readonly string[]])[] = [
    ["steps out of the order of time", ["2026-03-01T10:00:03Z", "2026-03-01T10:00:01Z", "2026-03-01T10:00:02Z"]],
    ["all at one instant", ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"]],
    ["backwards by a century", ["2026-03-01T10:00:00Z", "1926-03-01T10:00:00Z"]],
  ];
  return sets.map(([what, told]) => ({
    row: "C4",
    what,
    name: NAMES.atif,
    make: () =>
      atif(
        `C4 ${what}`,
        told.map((time, at) => step(at + 1, time)),
      ),
    expect: keep,
  }));
}

const message = (role: string, content: string, more = "") =>
  `{"role":"${role}","content":${JSON.stringify(content)}${more}}`;
const chat = (...messages: string[]) => `{"messages":[${messages.join(",")}]}`;
const call = (id: string) =>
  `{"role":"assistant","content":null,"tool_calls":[{"id":${id},"type":"function","function":{"name":"ls","arguments":"{}"}}]}`;
const result = (id: string, text: string) => `{"role":"tool","tool_call_id":${id},"content":"${text}"}`;

function chats(row: string, all: readonly (readonly [string, string, Ending?])[]): FileInput[] {
  return all.map(([what, text, expect = keep]) => ({ row, what, name: NAMES.chat, make: () => text, expect }));
}

function sizes(): FileInput[] {
  const traj = (steps: string) => `{"environment":"${WORD}","trajectory":[${steps}],"info":{},"history":[]}`;
  const small = '{"action":"ls","observation":""},';
  return [
    { row: "C5", what: "no steps", name: NAMES.traj, make: () => traj(""), expect: keep },
    {
      row: "C5",
      what: "one step",
      name: NAMES.traj,
      make: () => traj('{"action":"ls","observation":"C5"}'),
      expect: keep,
    },
    ...chats("C5", [
      ["only a system prompt", chat(message("system", "C5 be brief"))],
      ["only results of tools", chat(result('"x"', "C5 one"), result('"y"', "C5 two"))],
      ["no messages", '{"messages":[]}', { end: "quar", code: "not-a-run" }],
    ]),
    {
      row: "C6",
      what: "2,000 steps",
      name: NAMES.traj,
      make: () => traj(small.repeat(2_000).slice(0, -1)),
      expect: keep,
    },
    {
      row: "C6",
      what: "100,000 steps",
      name: NAMES.traj,
      make: () => traj(small.repeat(100_000).slice(0, -1)),
      expect: keep,
      isLong: true,
      withinMs: 60_000,
    },
    {
      row: "C6",
      what: "300,000 steps of 20 values",
      name: NAMES.traj,
      make: () => traj(`{"action":"ls","observation":"","x":[${"0,".repeat(18)}0]},`.repeat(300_000).slice(0, -1)),
      expect: { end: "quar", code: "too-many-nodes" },
      isLong: true,
      withinMs: 600_000,
    },
    {
      row: "C7",
      what: "an output of 1 MB",
      name: NAMES.traj,
      make: () => run("traj", "C7 1", { text: "o".repeat(MIB) }),
      expect: keep,
    },
    {
      row: "C7",
      what: "an output of 50 MB",
      name: NAMES.traj,
      make: () => run("traj", "C7 50", { text: "o".repeat(50 * MIB) }),
      expect: keep,
      isLong: true,
      withinMs: 30_000,
    },
    {
      row: "C7",
      what: "an output of 200 MB",
      name: NAMES.traj,
      make: () => run("traj", "C7 200", { text: "o".repeat(200 * MIB) }),
      expect: { end: "rej", status: 202, code: "too-large" },
      isLong: true,
      withinMs: 60_000,
    },
  ];
}

const session = (id: string, words: string) =>
  `${sessionLine({ uuid: "u1", sessionId: id, content: JSON.stringify(words) })}\n`;

function sameRuns(): FileInput[] {
  const name = NAMES.session;
  const file = (id: string, words: string) => ({ name, make: () => session(id, words) });
  return [
    {
      row: "C8",
      what: "the same bytes under another name",
      name: "other.jsonl",
      make: () => session("c8-a", "one"),
      before: [file("c8-a", "one")],
      expect: { end: "skip" },
    },
    {
      row: "C8",
      what: "the same id, other bytes",
      name,
      make: () => session("c8-b", "two"),
      before: [file("c8-b", "one")],
      expect: { ...keep, adds: 0 },
    },
    {
      row: "C8",
      what: "an id in other case",
      name,
      make: () => session("C8-C", "one"),
      before: [file("c8-c", "one")],
      expect: keep,
    },
    {
      row: "C8",
      what: "the same line twice in a file",
      name: NAMES.chat,
      make: () => `${run("chat", "C8")}\n${run("chat", "C8")}`,
      expect: { end: "keep", note: "known-runs", records: { stored: 1, skipped: 1, quarantined: 0 } },
    },
  ];
}

function calls(): FileInput[] {
  return chats("C9", [
    [
      "two calls of one id",
      chat(message("user", "C9 a"), call('"x"'), result('"x"', "1"), call('"x"'), result('"x"', "2")),
    ],
    ["a result without a call", chat(message("user", "C9 b"), result('"none"', "1"), message("assistant", "ok"))],
    ["a call without a result", chat(message("user", "C9 c"), call('"x"'))],
    ["a result before its call", chat(message("user", "C9 d"), result('"x"', "1"), call('"x"'))],
    ["an empty id", chat(message("user", "C9 e"), call('""'), result('""', "1"))],
    ["no id", chat(message("user", "C9 f"), call("null"), result("null", "1"))],
    ["two results of one call", chat(message("user", "C9 g"), call('"x"'), result('"x"', "1"), result('"x"', "2"))],
    ["an id that is a number", chat(message("user", "C9 h"), call("1"), result("1", "1"))],
  ]);
}

function parents(): FileInput[] {
  const lines = (label: string, links: readonly (readonly [string, string | null])[]) => () =>
    links
      .map(
        ([uuid, parentUuid]) =>
          `${sessionLine({ uuid, parentUuid, sessionId: label, content: `"${WORD} ${uuid}"` })}\n`,
      )
      .join("");
  const ring = (size: number) => Array.from({ length: size }, (_, at) => [`n${at}`, `n${(at + 1) % size}`] as const);
  const chain = (size: number) =>
    Array.from({ length: size }, (_, at) => [`n${at}`, at === 0 ? null : `n${at - 1}`] as const);
  const base = { row: "C10", name: NAMES.session, expect: keep };
  return [
    { ...base, what: "a step that is its own parent", make: lines("c10-self", ring(1)) },
    { ...base, what: "two that are each other's", make: lines("c10-two", ring(2)) },
    { ...base, what: "a ring of 1,000", make: lines("c10-ring", ring(1000)) },
    { ...base, what: "a parent that is not there", make: lines("c10-lost", [["n0", "nowhere"]]) },
    {
      ...base,
      what: "one id for all",
      make: lines("c10-one", [
        ["n", null],
        ["n", "n"],
        ["n", "n"],
      ]),
    },
    { ...base, what: "a chain of 2,000", make: lines("c10-chain", chain(2_000)) },
    { ...base, what: "a chain of 100,000", make: lines("c10-long", chain(100_000)), isLong: true, withinMs: 60_000 },
  ];
}

const IDS: readonly string[] = [
  '""',
  '"../.."',
  '"/etc/passwd"',
  '"null"',
  "1",
  '"1"',
  "true",
  "[]",
  '"\u{1f600}"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"__proto__"',
  '" "',
  '"a\\nb"',
  `"${"i".repeat(300)}"`,
];

function ids(): FileInput[] {
  const line = (id: string) => run("session", "c11").replaceAll('"sessionId":"c11"', `"sessionId":${id}`);
  return [
    ...IDS.map(
      (id, at): FileInput => ({
        row: "C11",
        what: `id ${at}`,
        name: NAMES.session,
        make: () => line(id),
        expect: keep,
      }),
    ),
    {
      row: "C11",
      what: "an id of 1 MB",
      name: NAMES.atif,
      make: () => atif("C11 long", [], `,"session_id":"${"i".repeat(MIB)}"`),
      expect: keep,
    },
    {
      row: "C11",
      what: "a task of 1 MB",
      name: NAMES.chat,
      make: () => run("chat", "C11 task", { text: "t ".repeat(MIB / 2), more: `,"instance_id":"${"k".repeat(MIB)}"` }),
      expect: keep,
    },
  ];
}

function unknowns(): FileInput[] {
  return [
    ...chats("C12", [
      [
        "a role nobody knows",
        chat(message("user", "C12 a"), message("oracle", "x"), message("assistant", "ok")),
        { end: "quar", code: "not-a-run" },
      ],
      ["no role", chat(message("user", "C12 b"), '{"content":"x"}', message("assistant", "ok"))],
      ["a message that is a number", chat(message("user", "C12 c"), "7", message("assistant", "ok"))],
      [
        "content of a kind nobody knows",
        chat(message("user", "C12 d"), '{"role":"assistant","content":[{"type":"hologram","x":1}]}'),
      ],
    ]),
    {
      row: "C12",
      what: "a line of a type nobody knows",
      name: NAMES.session,
      make: () =>
        `${run("session", "c12-type")}${sessionLine({ uuid: "u9", sessionId: "c12-type", type: "telepathy", content: '"x"' })}\n`,
      expect: keep,
    },
    {
      row: "C12",
      what: "an event of no type",
      name: NAMES.session,
      make: () => `${run("session", "c12-none")}{"a":1}\n`,
      expect: keep,
    },
    {
      row: "C12",
      what: "a version from the future",
      name: NAMES.atif,
      make: () => run("atif", "C12").replace("ATIF-v1.6", "ATIF-v99.0"),
      expect: keep,
    },
    {
      row: "C12",
      what: "a row that is a word",
      name: NAMES.traj,
      make: () => run("traj", "C12").replace('"trajectory":[', '"trajectory":["word",null,7,'),
      expect: keep,
    },
  ];
}

function mixed(): FileInput[] {
  return [
    {
      row: "C13",
      what: "lines of two formats",
      name: "mixed.jsonl",
      make: () => `${run("chat", "C13 a")}\n{"event":"tick","n":1}\n${run("chat", "C13 b")}`,
      expect: { end: "keep", note: "not-a-run", records: { stored: 2, quarantined: 1 } },
    },
    {
      row: "C13",
      what: "the name of one format on another",
      name: "trajectory.json",
      make: () => run("traj", "C13 name"),
      expect: keep,
    },
    { row: "C13", what: "a name that says nothing", name: "x", make: () => run("atif", "C13 none"), expect: keep },
    {
      row: "C13",
      what: "a table under the name of a run",
      name: "run.traj",
      make: () => "a;b;c\n1;2;3\n",
      expect: { end: "quar", code: "not-a-run" },
    },
    {
      row: "C13",
      what: "a web page under the name of a run",
      name: "run.traj",
      make: () => "<!doctype html><title>run</title>",
      expect: { end: "quar", code: "not-a-run" },
    },
  ];
}

export const MEANINGS: readonly FileInput[] = [
  ...inAtif("C1", numbers),
  ...inAtif("C2", counts),
  ...inAtif("C3", [...times, ...goodTimes, ...leap]),
  ...[orders, sizes, sameRuns, calls, parents, ids, unknowns, mixed].flatMap((row) => row()),
];
