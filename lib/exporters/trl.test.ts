import { describe, expect, it } from "vitest";
import type { Profile } from "./profile.ts";
import type { ExportMark, ExportRecord, ExportStep } from "./record.ts";
import { HARD_TEXT, sampleRecord, sampleStep, stepMark, textOf } from "./sample-record.ts";
import { trlPrm } from "./trl-prm.ts";
import { trlSft } from "./trl-sft.ts";

type Written = { rows: string[]; lossy: string[] };

async function write(profile: Profile, record: ExportRecord): Promise<Written | string> {
  const projection = await profile.project(record);
  if ("rejected" in projection) return projection.rejected;
  const written: Written = { rows: [], lossy: [] };
  for await (const row of projection.rows) {
    let text = "";
    for await (const piece of row.text) text += piece;
    written.rows.push(text);
    written.lossy.push(...row.lossy());
  }
  return written;
}

async function rowsOf(profile: Profile, record: ExportRecord): Promise<Written> {
  const written = await write(profile, record);
  if (typeof written === "string") throw new Error(written);
  return written;
}

const says = (thought: string, action: string, observation: string) => ({
  text: { thought: textOf(thought), action: textOf(action), observation: textOf(observation), message: null },
});
const score = (ordinal: number, value: number): ExportMark =>
  stepMark(`score-${ordinal}`, ordinal, "score", { type: "score", score: value });
const quality = (ordinal: number, label: string): ExportMark =>
  stepMark(`quality-${ordinal}`, ordinal, "quality", { type: "label", label });
const flag = (ordinal: number, label: string): ExportMark =>
  stepMark(`flag-${ordinal}-${label}`, ordinal, "flags", { type: "label", label }, { variant: label });
const outcome = (label: string): ExportMark =>
  stepMark("outcome", 0, "outcome", { type: "label", label }, { anchor: { target: "trajectory" } });
const failure = (change: Partial<ExportMark> = {}, decisiveOrdinal: number | null = null): ExportMark =>
  stepMark(
    "failure",
    0,
    "failure",
    {
      type: "failure",
      label: "wrong_localization",
      severity: "high",
      lane: 0,
      decisiveOrdinal,
      evidence: [{ target: "step", ordinal: 0 }],
    },
    { variant: "wrong_localization", ...change },
  );
const recovery = stepMark(
  "recovery",
  0,
  "recovery",
  { type: "recovery", errorType: "test_failure", result: "improved" },
  { anchor: { target: "range", from: 1, to: 2 } },
);

const three = (): ExportStep[] => [
  sampleStep(0, says("Look.", "ls", "a.py")),
  sampleStep(1, says("Try.", "edit a.py", "error")),
  sampleStep(2, says("Fix.", "edit b.py", "ok")),
];

describe("trl-sft", () => {
  it("writes exactly this line: a dead end stays in the context with train 0, the recovery is learnt", async () => {
    const marks = [score(0, 8), flag(1, "dead_end"), recovery, score(2, 9), outcome("teach_recovery")];
    const { rows, lossy } = await rowsOf(trlSft, sampleRecord("run-1", three(), marks));
    const call = (id: number, command: string) =>
      `"tool_calls":[{"id":"call_00000${id}","type":"function","function":{"name":"bash","arguments":{"command":"${command}"}}}]`;
    const result = (id: number, text: string) =>
      `{"role":"tool","tool_call_id":"call_00000${id}","name":"bash","content":"${text}"}`;
    expect(rows).toEqual([
      [
        '{"messages":[{"role":"user","content":"before\\u0000after"},',
        `{"role":"assistant","content":"Look.","reasoning_content":null,${call(1, "ls")},"train":1},${result(1, "a.py")},`,
        `{"role":"assistant","content":"Try.","reasoning_content":null,${call(2, "edit a.py")},"train":0},${result(2, "error")},`,
        `{"role":"assistant","content":"Fix.","reasoning_content":null,${call(3, "edit b.py")},"train":1},${result(3, "ok")}],`,
        '"tools":[{"type":"function","function":{"name":"bash","description":"","parameters":{"type":"object","properties":{},"additionalProperties":true}}}],',
        '"run_key":"run-1","task_key":"cart-1","lane":"main","n_chars":98,"n_trainable":2}',
      ].join(""),
    ]);
    expect(lossy.sort()).toEqual(["masked-turns", "tool-definitions-unknown"]);
  });

  it.each([
    ["a score below the cut", [score(1, 5)]],
    ["a bad step", [quality(1, "bad")]],
    ["an unsure step", [quality(1, "unsure")]],
    ["an excluded flag", [flag(1, "misread_output")]],
    ["a failure at the step", [failure({ anchor: { target: "step", ordinal: 1 } })]],
    ["a failure decided at the step", [failure({ anchor: { target: "trajectory" } }, 1)]],
    ["a failure over a range", [failure({ anchor: { target: "range", from: 1, to: 1 } })]],
  ])("does not teach %s", async (_, marks) => {
    const { rows } = await rowsOf(trlSft, sampleRecord("r", three(), marks));
    const trains = JSON.parse(rows[0] ?? "").messages.flatMap((each: { train?: number }) => each.train ?? []);
    expect(trains).toEqual([1, 0, 1]);
  });

  it.each([
    ["score at the cut", [score(1, 6)]],
    ["luck", [flag(1, "lucky")]],
    ["a neutral step", [quality(1, "neutral")]],
    ["nothing said", [score(0, 7)]],
  ])("teaches %s", async (_, marks) => {
    const { rows, lossy } = await rowsOf(trlSft, sampleRecord("r", three(), marks));
    expect(JSON.parse(rows[0] ?? "").n_trainable).toBe(3);
    expect(lossy).not.toContain("masked-turns");
  });

  it("gives a call that came back without a word an empty result, and the last call of an agent none", async () => {
    const silent = (ordinal: number, thought: string, action: string) => {
      const step = sampleStep(ordinal, says(thought, action, ""));
      return { ...step, text: { ...step.text, observation: null } };
    };
    const steps = [
      silent(0, "Make.", "mkdir a"),
      sampleStep(1, says("Look.", "ls", "a")),
      silent(2, "Done.", "submit"),
    ];
    const { rows, lossy } = await rowsOf(trlSft, sampleRecord("r", steps, [score(1, 8)]));
    const { messages } = JSON.parse(rows[0] ?? "");
    expect(messages.map(({ role }: { role: string }) => role).join(" ")).toBe(
      "user assistant tool assistant tool assistant",
    );
    expect(messages[2]).toEqual({ role: "tool", tool_call_id: "call_000001", name: "bash", content: "" });
    expect(lossy).toContain("empty-results");
  });

  it("keeps parallel calls of a turn in one message, and masks it when one of them is", async () => {
    const steps = [
      sampleStep(0, { turn: 0, ...says("Both.", '{"path": "a"}', "A") }),
      sampleStep(1, {
        turn: 0,
        callOrdinal: 1,
        actionType: "read",
        text: { ...says("", '{"path": "b"}', "B").text, thought: null },
      }),
      sampleStep(2, { turn: 1, ...says("Then.", "ls", "C") }),
    ];
    const { rows } = await rowsOf(trlSft, sampleRecord("r", steps, [score(1, 2)]));
    const { messages, tools } = JSON.parse(rows[0] ?? "");
    expect(messages.map(({ role }: { role: string }) => role)).toEqual([
      "user",
      "assistant",
      "tool",
      "tool",
      "assistant",
      "tool",
    ]);
    expect(messages[1].tool_calls.map(({ id }: { id: string }) => id)).toEqual(["call_000001", "call_000002"]);
    expect(messages[2].tool_call_id).toBe("call_000001");
    expect(messages[3]).toEqual({ role: "tool", tool_call_id: "call_000002", name: "read", content: "B" });
    expect([messages[1].train, messages[4].train]).toEqual([0, 1]);
    expect(tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual(["bash", "read"]);
  });

  it("writes arguments that are an object as they stand: numbers, order and hostile keys", async () => {
    const action = '{"id": 9007199254740993, "price": 1.10, "__proto__": {"a": 1}, "2": 2, "1": 1}';
    const { rows } = await rowsOf(trlSft, sampleRecord("r", [sampleStep(0, says("t", action, "o"))], [score(0, 9)]));
    expect(rows[0]).toContain(`"arguments":${action}`);
  });

  it.each(Object.entries(HARD_TEXT))("keeps %s, unit for unit", async (_, text) => {
    const { rows } = await rowsOf(trlSft, sampleRecord("r", [sampleStep(0, says(text, "ls", text))], [score(0, 9)]));
    const row = rows[0] ?? "";
    expect(row.isWellFormed()).toBe(true);
    expect(row).not.toMatch(/[\0\n\r]/);
    const { messages } = JSON.parse(row);
    expect([messages[1].content, messages[2].content]).toEqual([text, text]);
  });

  it("writes a row for each agent, and the roles of what it was told", async () => {
    const steps = [
      sampleStep(0, {
        role: "system",
        isAction: false,
        text: { ...says("", "", "").text, thought: null, action: null, observation: null, message: textOf("Be kind.") },
      }),
      sampleStep(1, {
        role: "user",
        isAction: false,
        text: { thought: null, action: null, observation: null, message: textOf("Help.") },
      }),
      sampleStep(2, says("t", "ls", "o")),
      sampleStep(3, { lane: 1, ...says("sub", "pwd", "/") }),
    ];
    const record = sampleRecord("r", steps, [score(2, 9)]);
    record.run.lanes.push({ name: "helper", role: "other" });
    const { rows } = await rowsOf(trlSft, record);
    const parsed = rows.map((row) => JSON.parse(row));
    expect(parsed.map(({ lane }) => lane)).toEqual(["main", "helper"]);
    expect(parsed[0].messages.slice(0, 2)).toEqual([
      { role: "system", content: "Be kind." },
      { role: "user", content: "Help." },
    ]);
    expect(parsed[1].messages[0]).toMatchObject({ role: "assistant", content: "sub", train: 1 });
  });

  it.each([
    ["no-review", []],
    ["discarded-by-review", [outcome("noise_discard")]],
    ["contrast-only", [outcome("contrast_only")]],
    ["nothing-to-train", [quality(0, "bad"), quality(1, "bad"), quality(2, "bad")]],
  ])("says %s instead of writing nothing", async (reason, marks) => {
    expect(await write(trlSft, sampleRecord("r", three(), marks))).toBe(reason);
  });

  it("says so when several people reviewed and nobody settled it", async () => {
    const record = sampleRecord("r", three(), [score(0, 9)]);
    const [review] = record.reviews;
    if (!review) throw new Error("no review");
    const { lossy } = await rowsOf(trlSft, { ...record, reviews: [review, review] });
    expect(lossy).toContain("several-reviews");
    const gold = { ...review, kind: "gold" as const };
    expect((await rowsOf(trlSft, { ...record, reviews: [review, gold] })).lossy).not.toContain("several-reviews");
  });
});

describe("trl-prm", () => {
  it("writes exactly this line", async () => {
    const marks = [score(0, 8), flag(1, "dead_end"), score(1, 9), quality(2, "neutral"), outcome("teach_recovery")];
    const { rows } = await rowsOf(trlPrm, sampleRecord("run-1", three(), marks));
    expect(rows).toEqual([
      '{"prompt":"before\\u0000after","completions":["Thought: Look.\\nAction: ls\\nObservation: a.py","Thought: Try.\\nAction: edit a.py\\nObservation: error","Thought: Fix.\\nAction: edit b.py\\nObservation: ok"],"labels":[true,false,true],"scores":[8,9,null],"run_key":"run-1","task_key":"cart-1","lane":"main"}',
    ]);
  });

  it("never guesses a label", async () => {
    expect(await write(trlPrm, sampleRecord("r", three(), [score(0, 8), score(1, 8)]))).toBe("unjudged-steps");
    expect(await write(trlPrm, sampleRecord("r", three(), [score(0, 8), score(1, 8), quality(2, "unsure")]))).toBe(
      "unjudged-steps",
    );
  });

  it("has as many labels and scores as completions, none of them empty", async () => {
    const steps = [
      ...three(),
      sampleStep(3, { text: { thought: null, action: null, observation: null, message: null } }),
    ];
    const { rows } = await rowsOf(
      trlPrm,
      sampleRecord(
        "r",
        steps,
        [0, 1, 2, 3].map((at) => score(at, 7)),
      ),
    );
    const { completions, labels, scores } = JSON.parse(rows[0] ?? "");
    expect([completions.length, labels.length, scores.length]).toEqual([4, 4, 4]);
    expect(completions[3]).toBe("[shell]");
  });

  it("takes the opening of a dialogue as its prompt and replies into the step before", async () => {
    const say = (text: string) => ({
      isAction: false,
      text: { thought: null, action: null, observation: null, message: textOf(text) },
    });
    const steps = [
      sampleStep(0, { role: "system", ...say("Be kind.") }),
      sampleStep(1, { role: "user", ...say("Help.") }),
      sampleStep(2, { kind: "message", ...say("Sure.") }),
      sampleStep(3, { role: "user", ...say("Thanks.") }),
    ];
    const { rows, lossy } = await rowsOf(trlPrm, sampleRecord("r", steps, [quality(2, "good")]));
    expect(JSON.parse(rows[0] ?? "")).toMatchObject({
      prompt: "Be kind.\n\nHelp.",
      completions: ["Sure.\nUser: Thanks."],
      labels: [true],
    });
    expect(lossy).toEqual(["dialogue-in-completion"]);
  });
});

it.each([trlSft, trlPrm])("$id gives the same bytes twice", async (profile) => {
  const record = () => sampleRecord("r", three(), [score(0, 8), score(1, 8), score(2, 3)]);
  expect(await write(profile, record())).toEqual(await write(profile, record()));
});
