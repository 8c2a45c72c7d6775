import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { codesOf, collect, runOf, stepsOf } from "../collect.ts";
import { miniSweAgent } from "./mini-swe-agent.ts";

const FIXTURE = readFileSync(path.join(import.meta.dirname, "fixtures/run.traj.json"));
type Document = { messages: unknown[] };

const read = (content: string | Uint8Array, size?: number) =>
  collect(miniSweAgent, content, { name: "cart.traj.json", size });

describe("a trajectory", async () => {
  const outcomes = await read(FIXTURE);
  const steps = stepsOf(outcomes);

  it("is a row for each message of the model and each further call, with what came back", () => {
    expect(steps.map(({ kind, isAction, turn, callOrdinal }) => [kind, isAction, turn, callOrdinal])).toEqual([
      ["test", true, 0, 0],
      ["message", false, 1, 0],
      ["shell", true, 2, 0],
      ["read", true, 2, 1],
      ["shell", true, 3, 0],
      ["other", false, 4, 0],
    ]);
    expect(steps[0]?.text).toEqual({
      thought: "The tests tell.\n\nTHOUGHT: Look first.",
      action: "python -m pytest -q",
      observation: "<returncode>1</returncode>\n<output>\n2 failed\n</output>",
      message: null,
    });
    expect(steps[1]?.text).toMatchObject({
      message: "THOUGHT: Two at once.\n\n```bash\nls\n```\n\n```bash\npwd\n```",
      observation: "Please always provide EXACTLY ONE action.",
    });
    expect(steps[2]?.text).toMatchObject({ action: '{"command":"ls","n":9007199254740993}' });
    expect(steps[2]?.text.observation).toContain("cart.py");
    expect(JSON.parse(steps[3]?.text.action ?? "")).toEqual(JSON.parse('{"command":"cat cart.py","__proto__":1}'));
    expect(steps[3]?.text.observation).toContain("def total");
  });

  it("takes exit codes, times, tokens and costs as they are stated", () => {
    expect(steps[0]).toMatchObject({
      exitCode: 1,
      isError: true,
      isErrorInferred: false,
      startedAt: "2026-03-01T10:00:00.000Z",
      tokensIn: 100,
      tokensOut: 20,
      costUsd: 0.25,
    });
    expect(steps[4]).toMatchObject({ exitCode: null, startedAt: null, tokensIn: null });
  });

  it("says the rest of the run, and nothing of its keys", () => {
    expect(ParsedRun.parse(runOf(outcomes))).toMatchObject({
      task: { key: "shopfront-12", title: "Totals of the cart are wrong" },
      agentVersion: "1.15.0",
      model: "example-model-1",
      exitStatus: "Submitted",
      submission: "diff --git a/cart.py b/cart.py\n",
      environment: [
        ["image", "shop.example/cart:1"],
        ["cwd", "/testbed"],
        ["step_limit", "50"],
        ["system_prompt", "One command a message."],
      ],
      costUsd: 0.5,
      stepCount: 6,
      actionCount: 4,
      unknownRecords: 1,
    });
    expect(JSON.stringify(outcomes)).not.toContain("not-for-the-record");
    expect(codesOf(outcomes)).toEqual(["unknown-record"]);
  });

  it("points at its own messages", () => {
    const { messages } = JSON.parse(FIXTURE.toString()) as Document;
    for (const { sourcePointer, sourceIndex } of steps) {
      const own = FIXTURE.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString();
      expect(JSON.parse(own)).toEqual(messages[sourceIndex]);
    }
  });

  it.each([1, 7, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(FIXTURE, size)).toEqual(outcomes);
  });

  it("may be a bare list of its messages", async () => {
    const { messages } = JSON.parse(FIXTURE.toString()) as Document;
    const bare = await read(JSON.stringify(messages));
    expect(stepsOf(bare).map(({ text }) => text)).toEqual(
      steps.map(({ text }, at) => (at === 3 ? stepsOf(bare)[3]?.text : text)),
    );
    expect(runOf(bare)?.task.title).toBe("Totals of the cart are wrong");
  });
});

it("keeps text unit for unit", async () => {
  const hard = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 9007199254740993";
  const messages = [
    { role: "user", content: hard },
    { role: "assistant", content: `${hard}\n\n\`\`\`bash\necho '${hard}'\n\`\`\`` },
    { role: "user", content: hard },
  ];
  const outcomes = await read(JSON.stringify({ messages, info: {} }));
  expect(stepsOf(outcomes)[0]?.text).toEqual({
    thought: hard,
    action: `echo '${hard}'`,
    observation: hard,
    message: null,
  });
  expect(runOf(outcomes)?.task.instruction).toBe(hard);
});

it.each([
  ["no messages", '{"info": {"mini_version": "1"}}', "not-a-run"],
  ["cut off", FIXTURE.toString().slice(0, -40), "truncated"],
  ["a key twice", '{"messages": [{"role": "user", "role": "system"}]}', "duplicate-key"],
])("is no run: %s", async (_, text, code) => {
  const outcomes = await read(text);
  expect(codesOf(outcomes)).toContain(code);
  expect(runOf(outcomes)).toBeUndefined();
});

describe("recognising", () => {
  const { messages } = JSON.parse(FIXTURE.toString()) as Document;
  it.each([
    [FIXTURE.toString(), 0.95],
    [FIXTURE.toString().slice(0, 2000), 0.9],
    [JSON.stringify(messages), 0.9],
    ['{"django-1": {"patch_is_None": false, "resolved": true}}', 0],
    ['[{"role":"user","content":"a"}]', 0],
    ['{"messages":[{"role":"user","content":"a"}],"info":{}}', 0],
    ['{"info":{"exit_status":"Submitted","submission":"diff', 0.6],
    ['{"trajectory":[],"info":{}}', 0],
  ])("%#", (text, expected) => {
    expect(miniSweAgent.recognise(Buffer.from(text), "x.json")).toBe(expected);
  });
});
