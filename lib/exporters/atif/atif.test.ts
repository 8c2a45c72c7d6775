import { describe, expect, it } from "vitest";
import type { ExportRecord, ExportStep } from "../record.ts";
import { HARD_TEXT, sampleRecord, sampleStep, stepMark, textOf } from "../sample-record.ts";
import { atif } from "./atif.ts";
import { AtifDocument } from "./document-schema.ts";

async function write(record: ExportRecord) {
  const projection = await atif.project(record);
  if ("rejected" in projection) throw new Error(projection.rejected);
  let text = "";
  let lossy: readonly string[] = [];
  for await (const row of projection.rows) {
    for await (const piece of row.text) text += piece;
    lossy = row.lossy();
  }
  const document = AtifDocument.parse(JSON.parse(text));
  return { text, lossy, document };
}

type Words = Partial<Record<"thought" | "action" | "observation" | "message", string>>;

/** A step with these words and nothing else in its text. */
function step(ordinal: number, words: Words, change: Partial<ExportStep> = {}): ExportStep {
  const field = (text: string | undefined) => (text === undefined ? null : textOf(text));
  const text = {
    thought: field(words.thought),
    action: field(words.action),
    observation: field(words.observation),
    message: field(words.message),
  };
  const isAction = words.action !== undefined;
  const facts = { isAction, actionType: isAction ? "bash" : null, exitCode: null, durationMs: null };
  return sampleStep(ordinal, { ...facts, text, ...change });
}

const runOf = (steps: ExportStep[], change: Partial<ExportRecord["run"]> = {}): ExportRecord => {
  const record = sampleRecord("run-1", steps);
  const run = {
    ...record.run,
    task: { key: "cart-1", title: "Fix the cart", instruction: "Fix it." },
    submission: null,
  };
  return { ...record, environment: [["image", "node:20"]], run: { ...run, ...change } };
};

const user = { role: "user", kind: "message", target: "Fix it." } as const;

describe("atif", () => {
  it("writes exactly this document for a run", async () => {
    const { text } = await write(
      runOf(
        [
          step(0, { message: "Fix it." }, user),
          step(
            1,
            { thought: "Two looks.", action: '{"command": "ls"}', observation: "cart.ts" },
            { turn: 1, tokensIn: 10 },
          ),
          step(2, { action: "cat cart.ts", observation: "" }, { turn: 1, callOrdinal: 1, exitCode: 0 }),
        ],
        { runId: "session-1", agentVersion: "2.0" },
      ),
    );
    expect(text).toBe(
      [
        '{"schema_version":"ATIF-v1.7","session_id":"session-1","trajectory_id":"run-1",',
        '"agent":{"name":"swe-agent","version":"2.0","model_name":"m"},',
        '"extra":{"runtape":{"schema":"runtape-carried/1","run":{"runId":"session-1",',
        '"task":{"key":"cart-1","title":"Fix the cart","instruction":"Fix it."},"agent":"swe-agent","agentVersion":"2.0","model":"m",',
        '"lanes":[{"name":"main","role":"main"}],"exitStatus":"submitted","submission":null,"environment":[["image","node:20"]],',
        '"tokensIn":10,"tokensOut":5,"costUsd":0.1,"unknownRecords":0},"formatId":"swe-agent","outcome":"resolved",',
        '"verification":[{"kind":"resolved","passed":null,"failed":null,"isResolved":true,"source":"report"}],"redactions":0}},',
        '"steps":[{"step_id":1,"source":"user","message":"Fix it.","extra":{"runtape":{"rows":[{"ordinal":0,"turn":0,',
        '"kind":"message","role":"user","target":"Fix it.","sourceIndex":0,"text":{"message":"message"}}]}}},',
        '{"step_id":2,"source":"agent","message":"Two looks.",',
        '"tool_calls":[{"tool_call_id":"call_000002","function_name":"bash","arguments":{"command": "ls"}},',
        '{"tool_call_id":"call_000003","function_name":"bash","arguments":{"command":"cat cart.ts"}}],',
        '"observation":{"results":[{"source_call_id":"call_000002","content":"cart.ts"},{"source_call_id":"call_000003","content":""}]},',
        '"metrics":{"prompt_tokens":10},"extra":{"runtape":{"rows":[',
        '{"ordinal":1,"turn":1,"kind":"shell","role":"agent","isAction":true,"actionType":"bash","target":"ls","tokensIn":10,"sourceIndex":1,',
        '"text":{"thought":"message","action":"arguments","observation":"result"}},',
        '{"ordinal":2,"turn":1,"callOrdinal":1,"kind":"shell","role":"agent","isAction":true,"actionType":"bash","target":"ls","exitCode":0,"sourceIndex":2,',
        '"text":{"action":"command","observation":"result"}}]}}}],',
        '"final_metrics":{"total_prompt_tokens":10,"total_completion_tokens":5,"total_cost_usd":0.1,"total_steps":2}}',
      ].join(""),
    );
  });

  it("embeds a lane that stands behind its caller, and refers to it from the caller's result", async () => {
    const lanes = [
      { name: "main", role: "main" as const },
      { name: "reader", role: "other" as const },
    ];
    const steps = [
      step(0, { action: "{}", observation: "handed over" }),
      step(1, { message: "The manual says so." }, { lane: 1, parentOrdinal: 0 }),
      step(2, { message: "Done." }),
    ];
    const { document, lossy } = await write(runOf(steps, { lanes }));
    expect(document.steps.map(({ message }) => message)).toEqual(["", "Done."]);
    expect(document.steps[0]?.observation?.results).toEqual([
      { source_call_id: "call_000001", content: "handed over", subagent_trajectory_ref: [{ trajectory_id: "lane-1" }] },
    ]);
    expect(document.subagent_trajectories).toMatchObject([
      { trajectory_id: "lane-1", agent: { name: "reader" }, steps: [{ step_id: 1, message: "The manual says so." }] },
    ]);
    expect(lossy).not.toContain("flat-lanes");
    // The same two lanes in turns are a conversation: one list, in its order.
    const talk = [step(0, { message: "a" }), step(1, { message: "b" }, { lane: 1 }), step(2, { message: "c" })];
    const flat = await write(runOf(talk, { lanes }));
    expect(flat.document.steps.map(({ message }) => message)).toEqual(["a", "b", "c"]);
    expect(flat.document.subagent_trajectories).toBeUndefined();
    expect(flat.lossy).toContain("flat-lanes");
  });

  it("embeds agents of one turn in the order of its calls, and agents inside agents", async () => {
    const lanes = ["main", "a", "b", "c"].map((name) => ({ name, role: "other" as const }));
    const steps = [
      step(0, { action: "{}" }, { turn: 0 }),
      step(1, { action: "{}" }, { turn: 0, callOrdinal: 1 }),
      step(2, { message: "a1" }, { lane: 1, parentOrdinal: 0 }),
      step(3, { message: "c1" }, { lane: 3, parentOrdinal: 2 }),
      step(4, { message: "a2" }, { lane: 1, parentOrdinal: 0 }),
      step(5, { message: "b1" }, { lane: 2, parentOrdinal: 1 }),
      step(6, { message: "end" }),
    ];
    const { document } = await write(runOf(steps, { lanes }));
    expect(document.steps).toHaveLength(2);
    const results = document.steps[0]?.observation?.results ?? [];
    expect(
      results.map((result) => [result.source_call_id, result.subagent_trajectory_ref?.[0]?.trajectory_id]),
    ).toEqual([
      ["call_000001", "lane-1"],
      ["call_000002", "lane-2"],
    ]);
    const [a, b] = document.subagent_trajectories ?? [];
    expect([a?.steps.length, b?.steps.length]).toEqual([2, 1]);
    expect(a?.steps[0]?.observation?.results).toEqual([{ subagent_trajectory_ref: [{ trajectory_id: "lane-3" }] }]);
    expect(a?.subagent_trajectories).toMatchObject([{ trajectory_id: "lane-3", agent: { name: "c" } }]);
    // An agent whose caller does not stand right before it keeps its place in one list.
    const late = steps.map((each) => (each.ordinal === 2 ? { ...each, parentOrdinal: 1 } : each));
    expect((await write(runOf(late, { lanes }))).document.subagent_trajectories).toBeDefined();
    const swapped = steps.map((each) => (each.ordinal === 5 ? { ...each, parentOrdinal: 0 } : each));
    const moved = swapped.map((each) => (each.ordinal === 2 ? { ...each, parentOrdinal: 1 } : each));
    expect((await write(runOf(moved, { lanes }))).document.subagent_trajectories).toBeUndefined();
  });

  it("begins a step where a later call of a turn says something of its own", async () => {
    const calls = [0, 1, 2].map((at) =>
      step(at, { action: "{}", ...(at === 1 && { thought: "And this." }) }, { turn: 0, callOrdinal: at }),
    );
    const { document } = await write(runOf(calls));
    expect(document.steps.map(({ message, tool_calls: all }) => [message, all?.length])).toEqual([
      ["", 1],
      ["And this.", 2],
    ]);
  });

  it.each([
    ["not JSON", "ls -la", "command"],
    ["a list", "[1]", "command"],
    ["a key twice", '{"a": 1, "a": 2}', "command"],
    ["a key twice, once written as an escape", '{"a": 1, "\\u0061": {"b:": 2}}', "command"],
    ["an escape for half a pair", '{"a": "\\ud800"}', "command"],
    ["an escape for U+0000", '{"a": "\\u0000"}', "command"],
    ["deeper than readers go", `{"a": ${"[".repeat(80)}${"]".repeat(80)}}`, "command"],
    ["a big number", HARD_TEXT.bigNumber, "arguments"],
    ["a hostile key", HARD_TEXT.proto, "arguments"],
    ["signs inside strings", '{"a:\\"{": "\\\\", "b": [{"c": ":"}]}', "arguments"],
  ])("holds arguments that are %s", async (_, action, place) => {
    const { text, document, lossy } = await write(runOf([step(0, { action })]));
    expect(lossy.includes("wrapped-arguments")).toBe(place === "command");
    const [row] = rowsOf(document);
    expect(row).toMatchObject({ text: { action: place } });
    if (place === "arguments") expect(text).toContain(`"arguments":${action}}`);
    else expect(document.steps[0]?.tool_calls?.[0]?.arguments).toEqual({ command: action });
  });

  it("puts arguments on one line and keeps how they were spaced", async () => {
    const action = '\n{\n  "a": [1,\r\n 2]\n}';
    const { text, document, lossy } = await write(runOf([step(0, { action })]));
    expect(text).not.toContain("\n");
    expect(document.steps[0]?.tool_calls?.[0]?.arguments).toEqual({ a: [1, 2] });
    expect(rowsOf(document)).toMatchObject([{ text: { action: { text: action } } }]);
    expect(lossy).not.toContain("wrapped-arguments");
  });

  it("puts a stand-in for what careful readers refuse, and says what it stands for", async () => {
    const { text, document, lossy } = await write(
      runOf([step(0, { message: HARD_TEXT.nul, observation: HARD_TEXT.loneSurrogates })]),
    );
    expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    expect(document.steps[0]?.message).toBe("before\u2400after");
    expect(rowsOf(document)).toMatchObject([
      { text: { message: { in: "message", standIns: [[6, 0]] }, observation: { in: "result" } } },
    ]);
    expect(lossy).toContain("stand-ins");
  });

  it("gives the environment the voice that ATIF has for it, and everybody fields of their own", async () => {
    const { document, lossy } = await write(
      runOf([
        step(0, { message: "ready", observation: "$" }, { role: "environment" }),
        step(1, { thought: "aside", action: "x", message: "said" }, { role: "user" }),
        step(2, { thought: "only thought" }),
      ]),
    );
    expect(document.steps.map(({ source, message, reasoning_content: thought }) => [source, message, thought])).toEqual(
      [
        ["system", "ready", undefined],
        ["user", "said", undefined],
        ["agent", "", "only thought"],
      ],
    );
    expect(rowsOf(document)[1]).toMatchObject({ text: { thought: { text: "aside" }, action: { text: "x" } } });
    expect([...lossy].sort()).toEqual(["environment-as-system", "text-in-extra", "tool-definitions-unknown"]);
  });

  it("hands on definitions of tools where the run has them", async () => {
    const tools = '[{"type":"function","function":{"name":"bash"}}]';
    const record = runOf([step(0, { message: "a" })]);
    const { document, lossy } = await write({ ...record, environment: [["tools", tools]] });
    expect(document.agent.tool_definitions).toEqual(JSON.parse(tools));
    expect(lossy).toEqual([]);
    expect((await write({ ...record, environment: [["tools", "bash, edit"]] })).document.agent).not.toHaveProperty(
      "tool_definitions",
    );
  });

  it("puts the marks of the review that counts at their steps, and the others at the run", async () => {
    const marks = [
      stepMark("k1", 0, "score", { type: "score", score: 7 }),
      stepMark("k2", 0, "flags", { type: "label", label: "dead_end" }, { variant: "dead_end" }),
      stepMark("k3", 0, "outcome", { type: "label", label: "good" }, { anchor: { target: "trajectory" } }),
    ];
    const record = { ...runOf([step(0, { message: "a" })]), reviews: sampleRecord("r", [], marks).reviews };
    const { document, lossy } = await write(record);
    expect(rowsOf(document)[0]).toMatchObject({
      labels: [
        { dimension: "score", value: { type: "score", score: 7 } },
        { dimension: "flags", variant: "dead_end", value: { type: "label", label: "dead_end" } },
      ],
    });
    expect(document.extra?.runtape).toMatchObject({
      review: { kind: "human", round: 1, submission: { number: 1 } },
      labels: [{ dimension: "outcome", anchor: { target: "trajectory" }, value: { type: "label", label: "good" } }],
    });
    expect(lossy).not.toContain("several-reviews");
    const [review] = record.reviews;
    const two = await write({ ...record, reviews: review ? [review, review] : [] });
    expect(two.lossy).toContain("several-reviews");
  });

  it("turns away a run without steps", async () => {
    expect(await atif.project(runOf([]))).toEqual({ rejected: "no-steps" });
  });
});

function rowsOf(document: AtifDocument): unknown[] {
  return document.steps.flatMap(({ extra }) => {
    const carried: unknown = extra?.runtape;
    return typeof carried === "object" && carried !== null && "rows" in carried && Array.isArray(carried.rows)
      ? carried.rows
      : [];
  });
}
