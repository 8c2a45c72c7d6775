import { describe, expect, it } from "vitest";
import { EMPTY_MAPPING, FieldMapping } from "../../domain/mapping/field-mapping.ts";
import { codesOf, collect, runOf, runsOf, stepsOf } from "../collect.ts";
import { mappedImporter } from "./custom-mapping.ts";

const SHOP = {
  version: 1,
  runs: { at: "lines" },
  steps: "/turns",
  calls: null,
  step: {
    role: "/who",
    message: "/said",
    action: "/did/tool",
    input: "/did/with",
    callId: "/did/id",
    resultOf: "/for",
  },
  run: { runId: "/id", instruction: "/goal", model: "/model", outcome: "/end" },
  roles: [
    { value: "bot", is: "agent" },
    { value: "person", is: "user" },
    { value: "tool", is: "tool" },
  ],
  timeUnit: "iso",
} satisfies FieldMapping;

function importer(mapping: Partial<FieldMapping>) {
  const whole = FieldMapping.parse({ ...EMPTY_MAPPING, ...mapping });
  return mappedImporter({ id: "m", number: 2, mapping: whole, signature: { version: 1, members: [] } });
}

const turns = [
  { who: "person", said: "Fix the basket" },
  { who: "bot", said: "Two looks at once", did: { tool: "read_file", with: { path: "basket.ts", big: 1 }, id: "a" } },
  { who: "bot", did: { tool: "bash", with: "npm test", id: "b" } },
  { who: "tool", for: "b", said: "1 failed" },
  { who: "tool", for: "a", said: "export {}" },
  { who: "bot", said: "Done" },
];
const record = (id: string) => JSON.stringify({ id, goal: "Fix it", model: "m1", end: "done", turns });

describe("where runs are", () => {
  it("reads a run for each line, and pairs results by id", async () => {
    const outcomes = await collect(importer(SHOP), `${record("r1")}\n${record("r2")}\n`, { size: 7 });
    expect(
      runsOf(outcomes).map(({ run, record: at }) => [run.runId, at?.line, run.stepCount, run.actionCount]),
    ).toEqual([
      ["r1", 1, 4, 2],
      ["r2", 2, 4, 2],
    ]);
    const steps = stepsOf(outcomes).slice(0, 4);
    expect(steps.map(({ role, kind, actionType }) => [role, kind, actionType])).toEqual([
      ["user", "message", null],
      ["agent", "read", "read_file"],
      ["agent", "test", "bash"],
      ["agent", "message", null],
    ]);
    expect(steps[1]?.text).toEqual({
      thought: null,
      message: "Two looks at once",
      action: '{"path":"basket.ts","big":1}',
      observation: "export {}",
    });
    expect(steps[2]?.text.observation).toBe("1 failed");
    expect(runOf(outcomes)).toMatchObject({
      model: "m1",
      exitStatus: "done",
      task: { title: "Fix it", instruction: "Fix it" },
      unknownRecords: 0,
    });
  });

  it.each([1, 13, 4096])(
    "reads one document in chunks of %i bytes, and every step says where it stands",
    async (size) => {
      const text = JSON.stringify({ head: { n: 1 }, turns, id: "r1", end: "done" }, null, 1);
      const outcomes = await collect(importer({ ...SHOP, runs: { at: "document" } }), text, { size });
      expect(runsOf(outcomes)).toMatchObject([
        { run: { runId: "r1", exitStatus: "done", stepCount: 4 }, record: null },
      ]);
      const bytes = Buffer.from(text);
      const sources = stepsOf(outcomes).map(({ sourcePointer: { byteStart, byteEnd } }) =>
        JSON.parse(bytes.subarray(byteStart, byteEnd).toString()),
      );
      expect(sources).toEqual([turns[0], turns[1], turns[2], turns[5]]);
      expect(stepsOf(outcomes).map(({ sourcePointer }) => sourcePointer.path)).toEqual([
        "turns[0]",
        "turns[1]",
        "turns[2]",
        "turns[5]",
      ]);
    },
  );

  it.each([
    ["the document itself", "", (records: unknown[]) => records],
    ["a member", "/runs", (records: unknown[]) => ({ runs: records })],
    ["deeper inside", "/data/runs", (records: unknown[]) => ({ data: { n: [1], runs: records } })],
  ])("reads a run for each element of a list: %s", async (_, list, wrap) => {
    const records = ["r1", "r2"].map((id) => JSON.parse(record(id)) as unknown);
    const text = JSON.stringify(wrap(records), null, 2);
    const outcomes = await collect(importer({ ...SHOP, runs: { at: "each", list } }), text);
    const found = runsOf(outcomes);
    expect(found.map(({ run }) => run.runId)).toEqual(["r1", "r2"]);
    for (const [at, { record: place }] of found.entries())
      expect(JSON.parse(Buffer.from(text).subarray(place?.byteStart, place?.byteEnd).toString())).toEqual(records[at]);
    const [step] = stepsOf(outcomes);
    const from = (found[0]?.record?.byteStart ?? 0) + (step?.sourcePointer.byteStart ?? 0);
    const to = (found[0]?.record?.byteStart ?? 0) + (step?.sourcePointer.byteEnd ?? 0);
    expect(JSON.parse(Buffer.from(text).subarray(from, to).toString())).toEqual(turns[0]);
  });

  const rows = [
    { run: "x", n: 1, who: "bot", said: "x1" },
    { run: "y", n: 2, who: "bot", said: "y1" },
    { run: 7, n: 3, who: "bot", said: "z1" },
    { run: "x", n: 4, who: "nobody", said: "x2" },
  ];

  it("groups rows that stand mixed into runs, and names them by the field", async () => {
    const text = `${rows.map((row) => JSON.stringify(row)).join("\n")}\n{"said":"lost"}\n`;
    const mapping = { ...SHOP, runs: { at: "rows", list: null, by: "/run" }, run: {} } as const;
    const outcomes = await collect(importer(mapping), text);
    expect(runsOf(outcomes).map(({ run }) => [run.runId, run.stepCount, run.unknownRecords])).toEqual([
      ["x", 2, 1],
      ["y", 1, 0],
      ["7", 1, 0],
    ]);
    expect(codesOf(outcomes)).toEqual(["no-run-field", "unknown-record"]);
    for (const { record: place } of runsOf(outcomes)) expect(place?.sha256).toMatch(/^[0-9a-f]{64}$/);
    const [first] = runsOf(outcomes);
    const second = stepsOf(outcomes)[1]?.sourcePointer;
    const base = first?.record?.byteStart ?? 0;
    const source = Buffer.from(text).subarray(base + (second?.byteStart ?? 0), base + (second?.byteEnd ?? 0));
    expect(JSON.parse(source.toString())).toEqual(rows[3]);
  });

  it("groups the elements of a list", async () => {
    const mapping = { ...SHOP, runs: { at: "rows", list: "/log", by: "/run" }, run: {} } as const;
    const outcomes = await collect(importer(mapping), JSON.stringify({ log: rows }));
    expect(runsOf(outcomes).map(({ run }) => run.runId)).toEqual(["x", "y", "7"]);
  });

  it("reads all lines of a log as one run, and keeps the line that broke off", async () => {
    const text = `${turns.map((turn) => JSON.stringify(turn)).join("\n")}\n{"who":"bot","sai`;
    const outcomes = await collect(importer({ ...SHOP, runs: { at: "log" } }), text);
    expect(runsOf(outcomes)).toMatchObject([
      { run: { stepCount: 5, actionCount: 2, unknownRecords: 1 }, record: null },
    ]);
    expect(codesOf(outcomes)).toEqual(["broken-line"]);
    expect(stepsOf(outcomes)[4]?.text.message).toBe('{"who":"bot","sai');
  });
});

describe("what a step says", () => {
  const one = async (step: FieldMapping["step"], row: string, more: Partial<FieldMapping> = {}) => {
    const outcomes = await collect(importer({ runs: { at: "document" }, step, ...more }), `[${row}]`);
    return { step: stepsOf(outcomes)[0], codes: codesOf(outcomes) };
  };

  it("keeps text unit for unit and other values as their own JSON", async () => {
    const row = '{"m":"a\\u0000\\ud800b\\r\\n","i":{"z":1.10,"a":12345678901234567890},"n":12345678901234567890}';
    const { step } = await one({ message: "/m", input: "/i", callId: "/n" }, row);
    expect(step?.text.message).toBe("a\u0000\ud800b\r\n");
    expect(step?.text.action).toBe('{"z":1.10,"a":12345678901234567890}');
  });

  it("follows own members only", async () => {
    const { step, codes } = await one(
      { message: "/m", thought: "/__proto__/x", observation: "/m/length" },
      '{"m":"hi"}',
    );
    expect(step?.text).toEqual({ message: "hi", thought: null, observation: null, action: null });
    expect(codes).toEqual([]);
    const own = await one({ message: "/__proto__/constructor" }, '{"__proto__":{"constructor":"mine"}}');
    expect(own.step?.text.message).toBe("mine");
  });

  it("reads a command, its result and what the source states of it in one row", async () => {
    const row = '{"cmd":"pytest -q","out":"ok","exit":2,"at":1700000000.5,"use":{"in":3,"out":"4"}}';
    const step = {
      action: "/cmd",
      observation: "/out",
      isError: "/exit",
      startedAt: "/at",
      tokensIn: "/use/in",
      tokensOut: "/use/out",
    };
    const read = await one(step, row, { timeUnit: "s" });
    expect(read.step).toMatchObject({
      kind: "test",
      isAction: true,
      isError: true,
      isErrorInferred: false,
      startedAt: "2023-11-14T22:13:20.500Z",
      tokensIn: 3,
      tokensOut: null,
      text: { action: "pytest -q", observation: "ok" },
    });
    expect(read.codes).toEqual(["unread-tokens"]);
    expect((await one(step, row, { timeUnit: "iso" })).codes).toContain("unread-time");
  });

  it("makes a step of each call of a list, and pairs results without ids in order", async () => {
    const rows = [
      '{"role":"assistant","content":"both","tool_calls":[{"name":"ls","args":{"path":"a"}},{"name":"ls","args":{"path":"b"}}]}',
      '{"role":"tool","content":"first"}',
      '{"role":"tool","content":"second"}',
      '{"role":"tool","content":"nobody asked"}',
      '{"role":"user","content":"thanks"}',
    ];
    const outcomes = await collect(
      importer({
        calls: "/tool_calls",
        step: { role: "/role", message: "/content", action: "/name", input: "/args" },
        roles: [
          { value: "assistant", is: "agent" },
          { value: "tool", is: "tool" },
          { value: "user", is: "user" },
        ],
      }),
      `[${rows.join(",")}]`,
    );
    expect(stepsOf(outcomes).map(({ turn, callOrdinal, text }) => [turn, callOrdinal, text.observation])).toEqual([
      [0, 0, "first"],
      [0, 1, "second"],
      [1, 0, "nobody asked"],
      [2, 0, null],
    ]);
    expect(codesOf(outcomes)).toEqual(["orphan-result"]);
    expect(runOf(outcomes)?.task.instruction).toBe("thanks");
  });

  it("gives each agent its lane", async () => {
    const rows = ["a", "b", "a"].map((who) => `{"who":"${who}","m":"x"}`);
    const outcomes = await collect(importer({ step: { lane: "/who", message: "/m" } }), `[${rows.join(",")}]`);
    expect(stepsOf(outcomes).map(({ lane }) => lane)).toEqual([0, 1, 0]);
    expect(runOf(outcomes)?.lanes.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("what is held back", () => {
  it.each([
    ["document", '{"turns":[{"who":"bot","said":"x"}', ["truncated"]],
    ["document", '{"turns":[{"who":"bot","who":"bot"}]}', ["duplicate-key"]],
    ["document", '{"steps":[]}', ["no-steps"]],
    ["document", '{"turns":{"who":"bot"}}', ["no-steps"]],
    ["document", "", ["empty"]],
    ["lines", "\n \n", ["empty"]],
    ["log", "", ["empty"]],
  ] as const)("%s: %s", async (at, text, codes) => {
    const outcomes = await collect(importer({ ...SHOP, runs: { at } }), text);
    expect(codesOf(outcomes)).toEqual(codes);
    expect(runsOf(outcomes)).toEqual([]);
  });

  it("holds back the bad line alone, and says where it is", async () => {
    const text = `${record("r1")}\n{"turns":[}\n{"turns":3}\n${record("r2")}\n`;
    const outcomes = await collect(importer(SHOP), text);
    expect(runsOf(outcomes).map(({ run }) => run.runId)).toEqual(["r1", "r2"]);
    const failed = outcomes.flatMap((each) => (each.type === "failed-record" ? [each.problem] : []));
    expect(failed.map(({ code, line, severity }) => [code, line, severity])).toEqual([
      ["syntax", 2, "quarantine"],
      ["no-steps", 3, "quarantine"],
    ]);
    expect(failed[0]?.message).toContain("line 2, byte");
  });

  it("names its own version by the mapping's, so that a changed mapping reads anew", () => {
    expect(importer(SHOP).version).toBe("1:m.2");
  });

  it.each([
    { step: {} },
    { step: { message: "no slash" } },
    { step: { message: "/a~2" } },
    { step: { message: "/a", other: "/b" } },
    { step: { message: "/a" }, runs: { at: "somewhere" } },
    { step: { message: "/a" }, version: 2 },
  ])("refuses the mapping %j", (part) => {
    expect(FieldMapping.safeParse({ ...EMPTY_MAPPING, ...part }).success).toBe(false);
  });
});
