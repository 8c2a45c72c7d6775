import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runsOf, stepsOf } from "../collect.ts";
import { inspect } from "./inspect.ts";

const read = (content: string | Uint8Array, size?: number) => collect(inspect, content, { name: "log.json", size });

const HARD = "nul \0 half \ud800 9007199254740993";
const MESSAGES = [
  { id: "m0", role: "system", content: "Count well." },
  {
    id: "m1",
    role: "user",
    content: [
      { type: "text", text: "How many cups?" },
      { type: "image", image: "a.png" },
    ],
  },
  {
    id: "m2",
    role: "assistant",
    content: [
      { type: "reasoning", reasoning: "The shelf knows." },
      { type: "text", text: "I look." },
    ],
    tool_calls: [
      { id: "c1", function: "bash", arguments: { cmd: "ls shelf", n: 1 }, type: "function" },
      { id: "c2", function: "count", arguments: { what: HARD } },
    ],
  },
  { id: "m3", role: "tool", tool_call_id: "c2", function: "count", content: HARD },
  {
    id: "m4",
    role: "tool",
    tool_call_id: "c1",
    function: "bash",
    content: "",
    error: { type: "timeout", message: "took too long" },
  },
  { id: "m5", role: "assistant", content: "attachment://abc" },
  7,
];
const sample = (epoch: number) => ({
  id: "cups",
  epoch,
  input: "How many cups?",
  target: "a dozen exactly",
  messages: MESSAGES,
  scores: { match: { value: "C", answer: "12" } },
  output: { model: "example-model-1" },
  model_usage: {
    a: { input_tokens: 100, output_tokens: 10 },
    b: { input_tokens: 20, output_tokens: 1 },
  },
  attachments: { abc: "There are twelve." },
  limit: { type: "token" },
});
const LOG = {
  version: 2,
  status: "success",
  eval: { task: "stock", model: "example/model-1", dataset: { name: "shelf" }, packages: { inspect_ai: "0.3.1" } },
  samples: [sample(1), sample(2), { id: "bad" }],
};

describe("a log", async () => {
  const text = JSON.stringify(LOG, null, 1);
  const outcomes = await read(text);
  const steps = stepsOf(outcomes).slice(0, 6);

  it("is a run for each sample and epoch, all epochs of a sample one task", () => {
    const runs = runsOf(outcomes);
    expect(runs.map(({ run }) => ParsedRun.parse(run))).toMatchObject(
      [1, 2].map((epoch) => ({
        task: { key: "stock/cups", title: "How many cups?" },
        agent: "stock",
        agentVersion: "0.3.1",
        model: "example/model-1",
        exitStatus: "limit: token",
        environment: [
          ["sample", "cups"],
          ["epoch", String(epoch)],
          ["dataset", "shelf"],
          ["score match", "C"],
        ],
        tokensIn: 120,
        tokensOut: 11,
        stepCount: 6,
        actionCount: 2,
        unknownRecords: 1,
      })),
    );
    expect(codesOf(outcomes).filter((code) => code === "not-a-run")).toEqual(["not-a-run"]);
    for (const { record } of runs)
      expect(JSON.parse(text.slice(record?.byteStart, record?.byteEnd))).toHaveProperty("epoch");
  });

  it("holds a row for each message and each further call, with its result", () => {
    expect(steps.map(({ role, isAction, turn, callOrdinal }) => [role, isAction, turn, callOrdinal])).toEqual([
      ["system", false, 0, 0],
      ["user", false, 1, 0],
      ["agent", true, 2, 0],
      ["agent", true, 2, 1],
      ["agent", false, 3, 0],
      ["environment", false, 4, 0],
    ]);
    const [words, ...image] = (steps[1]?.text.message ?? "").split("\n");
    expect([words, JSON.parse(image.join("\n"))]).toEqual(["How many cups?", { type: "image", image: "a.png" }]);
    expect(steps[2]).toMatchObject({
      text: { thought: "The shelf knows.\n\nI look.", observation: "took too long" },
      isError: true,
      isErrorInferred: false,
    });
    expect(JSON.parse(steps[3]?.text.action ?? "")).toEqual({ what: HARD });
    expect(steps[3]?.text.observation).toBe(HARD);
    expect(steps[4]?.text.message).toBe("There are twelve.");
  });

  it("keeps what was expected out of the record", () => {
    expect(JSON.stringify(outcomes)).not.toContain("a dozen exactly");
  });

  it.each([1, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(text, size)).toEqual(outcomes);
  });
});

it("reads one sample by itself, as the archive of a .eval holds it", async () => {
  const outcomes = await read(JSON.stringify(sample(3)));
  expect(runsOf(outcomes)[0]).toMatchObject({ record: { line: 1 }, run: { model: "example-model-1", stepCount: 6 } });
});

it.each([
  ["a log that broke off before its first sample", JSON.stringify({ ...LOG, samples: undefined }), "not-a-run"],
  ["a log cut off", JSON.stringify(LOG).slice(0, -20), "truncated"],
  ["a sample without messages", '{"id": 1, "epoch": 1, "input": "a", "target": "b"}', "not-a-run"],
])("says why it is no run: %s", async (_, text, code) => {
  expect(codesOf(await read(text))).toContain(code);
});

describe("recognising", () => {
  it.each([
    [JSON.stringify(LOG), 0.94],
    [JSON.stringify(LOG).slice(0, 120), 0.94],
    [JSON.stringify(sample(1)), 0.9],
    ['{"messages":[{"role":"user","content":"a"}]}', 0],
    ['{"version":1,"status":"x"}', 0],
    ["[]", 0],
  ])("%#", (text, expected) => {
    expect(inspect.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
