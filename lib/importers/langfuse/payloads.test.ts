import { describe, expect, it } from "vitest";
import { collect, runOf, stepsOf } from "../collect.ts";
import { langfuse } from "./langfuse.ts";

const read = (content: string) => collect(langfuse, content, { name: "trace.json" });

type Observation = Record<string, unknown>;
const observation = (id: string, more: Observation): Observation => ({
  id,
  traceId: "t",
  parentObservationId: null,
  type: "GENERATION",
  name: "chat",
  startTime: `2026-03-02T09:00:${id.padStart(2, "0")}.000Z`,
  ...more,
});
const traceOf = (observations: unknown[], more: Observation = {}) =>
  JSON.stringify({ trace: { id: "t", timestamp: "2026-03-02T09:00:00Z", projectId: "p", ...more }, observations });

describe("calls and results", () => {
  it("gives a span without an id to the newest call of its name with its arguments", async () => {
    const asks = (...items: number[]) => ({
      role: "assistant",
      tool_calls: items.map((item) => ({ function: { name: "pack", arguments: `{"item": ${item}}` } })),
    });
    const pack = (id: string, item: number) =>
      observation(id, { type: "TOOL", name: "pack", input: { item }, output: `box ${item}` });
    const steps = stepsOf(
      await read(
        traceOf([
          observation("1", { output: asks(1) }),
          observation("2", { output: asks(2, 3) }),
          pack("3", 3),
          pack("4", 2),
        ]),
      ),
    );
    expect(steps.map(({ text }) => [text.action, text.observation])).toEqual([
      ['{"item": 1}', null],
      [null, null],
      ['{"item":3}', "box 3"],
      ['{"item":2}', "box 2"],
    ]);
  });

  it("takes a plain span for a tool when a model called its name, and a message of a tool for its result", async () => {
    const output = {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c", function: { name: "pack", arguments: "{}" } }],
    };
    const message = { type: "tool", content: "no boxes", tool_call_id: "c", status: "error" };
    const steps = stepsOf(
      await read(
        traceOf([
          observation("1", { output }),
          observation("2", { type: "SPAN", name: "pack", output: JSON.stringify(message) }),
        ]),
      ),
    );
    expect(
      steps.map(({ isAction, isError, isErrorInferred, text }) => [
        isAction,
        isError,
        isErrorInferred,
        text.observation,
      ]),
    ).toEqual([
      [false, false, true, null],
      [true, true, false, "no boxes"],
    ]);
  });

  it("shows what was said before the trace once, with its calls and results", async () => {
    const history = [
      { role: "user", content: "Any tea?" },
      { role: "assistant", content: "", tool_calls: [{ id: "h", function: { name: "stock", arguments: "{}" } }] },
      { role: "tool", tool_call_id: "h", content: "none" },
      { role: "assistant", content: "None." },
      { role: "user", content: "Any mugs?" },
    ];
    const later = [...history, { role: "assistant", content: "Two." }, { role: "user", content: "Any mugs?" }];
    const outcomes = await read(
      traceOf([
        observation("1", { input: history, output: "Two." }),
        observation("2", { input: later, output: "Still two." }),
      ]),
    );
    expect(stepsOf(outcomes).map(({ role, text }) => [role, text.observation ?? text.message])).toEqual([
      ["user", "Any tea?"],
      ["agent", "none"],
      ["agent", "None."],
      ["user", "Any mugs?"],
      ["agent", "Two."],
      ["user", "Any mugs?"],
      ["agent", "Still two."],
    ]);
    // What this trace was asked, not what its history began with.
    expect(runOf(outcomes)?.task.instruction).toBe("Any mugs?");
  });

  it("leaves a result as its span has it, however the next input writes it", async () => {
    const output = { role: "assistant", tool_calls: [{ id: "c", function: { name: "pack", arguments: "{}" } }] };
    const input = [
      { role: "tool", parts: [{ type: "tool_call_response", id: "c", response: { result: "two boxes" } }] },
    ];
    const metadata = { attributes: { "gen_ai.tool.call.id": "c" } };
    const steps = stepsOf(
      await read(
        traceOf([
          observation("1", { output }),
          observation("2", { type: "TOOL", name: "pack", output: "two boxes", metadata }),
          observation("3", { input, output: "Packed." }),
        ]),
      ),
    );
    expect(steps.map(({ text }) => text.observation)).toEqual([null, "two boxes", null]);
  });

  it("shows nothing again to an agent that takes over", async () => {
    const made = {
      role: "assistant",
      content: "I pack.",
      tool_calls: [{ id: "c", function: { name: "pack", arguments: "{}" } }],
    };
    const input = [made, { role: "tool", tool_call_id: "c", content: "ok" }, { role: "assistant", content: "Packed." }];
    const agent = (id: string) => observation(id, { type: "AGENT", name: `agent ${id}` });
    const steps = stepsOf(
      await read(
        traceOf([
          agent("1"),
          observation("2", { parentObservationId: "1", output: made }),
          observation("3", { parentObservationId: "1", input: input.slice(0, 2), output: "Packed." }),
          agent("4"),
          observation("5", { parentObservationId: "4", input, output: "Checked." }),
        ]),
      ),
    );
    expect(steps.map(({ lane, isAction, text }) => [lane, isAction, text.observation ?? text.message])).toEqual([
      [0, true, "ok"],
      [0, false, "Packed."],
      [1, false, "Checked."],
    ]);
  });

  it("shows a prompt in one text once though it grows", async () => {
    const prompts = ["Question: is there tea left?", "Question: is there tea left?\nObservation: two bags of tea"];
    const steps = stepsOf(
      await read(traceOf(prompts.map((input, at) => observation(String(at + 1), { input, output: `answer ${at}` })))),
    );
    expect(steps.map(({ text }) => text.message)).toEqual([prompts[0], "answer 0", "answer 1"]);
  });
});

describe("hard content", () => {
  const HARD = "nul \0 half \ud800 9007199254740993 \u2028";
  const NAMES = ["__proto__", "constructor.prototype", "hasOwnProperty.call", "constructor", "a.0.__proto__.x"];

  it("keeps texts unit for unit, in JSON and in JSON inside strings", async () => {
    const output = {
      role: "assistant",
      content: HARD,
      tool_calls: [{ id: "c", function: { name: "f", arguments: HARD } }],
    };
    for (const wrapped of [output, JSON.stringify(output), JSON.stringify(JSON.stringify(output))]) {
      const [step] = stepsOf(await read(traceOf([observation("1", { output: wrapped })])));
      expect([step?.text.thought, step?.text.action]).toEqual([HARD, HARD]);
    }
  });

  it("cuts arguments from the source", async () => {
    const args = '{"__proto__": {"x": 1}, "2": 9007199254740993, "1": 1.10}';
    const text = traceOf([observation("1", { type: "TOOL", name: "f", input: "ARGS" })]).replace('"ARGS"', args);
    expect(stepsOf(await read(text))[0]?.text.action).toBe(args);
  });

  it.each(NAMES)("keeps %s as data, at every depth", async (name) => {
    const hostile = (value: unknown) => `{${JSON.stringify(name)}:${JSON.stringify(value)}}`;
    const before = [Object.prototype, Function.prototype, Array.prototype].map((each) =>
      Reflect.ownKeys(each).map(String),
    );
    const metadata = `{"attributes":${hostile("polluted")},${hostile({ polluted: 1 }).slice(1)}`;
    const text = traceOf(
      [observation("1", { id: name, name, metadata: "META", input: "IN", output: "OUT", usageDetails: "USE" })],
      { metadata: "META" },
    )
      .replaceAll('"META"', metadata)
      .replace('"IN"', `[{"role":"user","content":"hi",${hostile({ polluted: 1 }).slice(1)}]`)
      .replace(
        '"OUT"',
        `{"role":"assistant","content":"yes","tool_calls":[{"function":{"name":${JSON.stringify(name)},"arguments":${hostile(1)}}}]}`,
      )
      .replace('"USE"', hostile(5));
    const outcomes = await read(text);
    expect(
      stepsOf(outcomes).map(({ text: { action, message }, actionType }) => [actionType, action ?? message]),
    ).toEqual([
      [null, "hi"],
      [name, hostile(1)],
    ]);
    expect(
      [Object.prototype, Function.prototype, Array.prototype].map((each) => Reflect.ownKeys(each).map(String)),
    ).toEqual(before);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
