import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedRun } from "../../domain/record/run.ts";
import { collect, runsOf, stepsOf } from "../collect.ts";
import { detect } from "../registry.ts";
import { aider } from "./aider.ts";

const read = (content: string | Uint8Array, size?: number) => collect(aider, content, { name: "history.md", size });

const edit = (file: string, to: string) =>
  `${file}\n\`\`\`python\n<<<<<<< SEARCH\nreturn 0\n=======\nreturn ${to}\n>>>>>>> REPLACE\n\`\`\``;
const HISTORY = `
# aider chat started at 2026-03-01 10:00:00

> Aider v0.90.0  
> Models: example-model-1 with diff edit format  

#### Make the totals right.  
####   
#### In cents.  
> 100 prompt tokens, 20 completion tokens, $0.010000 cost  

I round each line.


${edit("shop/cart.py", "1")}

And the tests:

${edit("tests/cart.py", "2")}

> Applied edit to shop/cart.py  
> 200 prompt tokens, 30 completion tokens, $0.020000 cost  

A quote in a fence:

\`\`\`
> this is the model's
#### and this
\`\`\`

# aider chat started at 2026-03-02 09:30:00

#### Thanks.  
`;

describe("a history", async () => {
  const outcomes = await read(HISTORY);
  const steps = stepsOf(outcomes);

  it("is a run for each session", () => {
    expect(runsOf(outcomes).map(({ run }) => ParsedRun.parse(run))).toMatchObject([
      {
        task: { title: "Make the totals right.", instruction: "Make the totals right.\n\nIn cents." },
        agentVersion: "0.90.0",
        model: "example-model-1",
        environment: [["started_at_local", "2026-03-01 10:00:00"]],
        tokensIn: 300,
        tokensOut: 50,
        costUsd: 0.03,
        stepCount: 6,
        actionCount: 2,
      },
      { task: { title: "Thanks." }, tokensIn: null, stepCount: 1 },
    ]);
  });

  it("is a row for each block, and for each edit with what became of it", () => {
    expect(steps.map(({ role, kind, target }) => [role, kind, target]).slice(0, 6)).toMatchObject([
      ["environment", "message", expect.any(String)],
      ["user", "message", expect.any(String)],
      ["environment", "message", expect.any(String)],
      ["agent", "edit", "shop/cart.py"],
      ["agent", "edit", "tests/cart.py"],
      ["agent", "message", expect.any(String)],
    ]);
    expect(steps[3]?.text).toEqual({
      thought: "I round each line.\n\n\n\nAnd the tests:",
      action: edit("shop/cart.py", "1"),
      observation: null,
      message: null,
    });
    expect(steps[4]?.text).toMatchObject({
      action: edit("tests/cart.py", "2"),
      observation: "Applied edit to shop/cart.py\n200 prompt tokens, 30 completion tokens, $0.020000 cost",
    });
    expect(steps[5]?.text.message).toContain("> this is the model's\n#### and this");
  });

  it("points at its own lines", () => {
    const bytes = Buffer.from(HISTORY);
    const sessions = runsOf(outcomes).map(({ record }) => bytes.subarray(record?.byteStart, record?.byteEnd));
    for (const session of sessions) expect(session.toString()).toMatch(/^# aider chat started at/);
    let at = -1;
    for (const { ordinal, sourcePointer, text } of steps) {
      if (ordinal === 0) at += 1;
      // A session is kept as a record of its own, and a step's place is one in its record.
      const own = sessions[at]?.subarray(sourcePointer.byteStart, sourcePointer.byteEnd).toString();
      const [line] = (text.message ?? text.action ?? "").split("\n");
      expect(own).toContain(line);
      expect(sourcePointer.byteEnd).toBeLessThanOrEqual(sessions[at]?.length ?? 0);
    }
    expect(at).toBe(1);
  });

  it("says that lines stand before the first session", async () => {
    const [note, ...rest] = (await read(`lost words\n${HISTORY}`)).filter(({ type }) => type === "problem");
    expect(note).toMatchObject({ problem: { severity: "note", code: "before-sessions", line: 1, byteOffset: 0 } });
    expect(rest).toEqual([]);
  });

  it.each([1, 64, 1000])("is the same in chunks of %i bytes", async (size) => {
    expect(await read(HISTORY, size)).toEqual(outcomes);
  });
});

it("keeps what an edit is about to one line, and reads many edits at once", async () => {
  const long = `# aider chat started at 2026-03-01 10:00:00\n${edit("x".repeat(500), "1")}\n${edit("a.py", "2").repeat(4000)}`;
  const [first, ...rest] = stepsOf(await read(long));
  expect(first?.target).toHaveLength(200);
  expect(rest.length).toBeGreaterThan(1000);
});

it.each([
  ["", "empty"],
  ["#### Hello\n", "not-a-run"],
])("says why %j is no run", async (text, code) => {
  expect((await read(text)).map((each) => ("problem" in each ? each.problem.code : each.type))).toEqual([code]);
});

it.each([
  [HISTORY, 0.95],
  ["# a chat\n#### Hello\n", 0],
])("is as sure as the structure allows, %#", (text, expected) => {
  expect(aider.recognise(Buffer.from(text), "x.md")).toBe(expected);
});

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data/aider");
const isPresent = existsSync(DATA);
if (!isPresent) console.log("No real Aider histories beside the project (../shared/data): 1 without data");

describe.runIf(isPresent)("real histories", () => {
  it.each(isPresent ? readdirSync(DATA).filter((name) => name.endsWith(".md")) : [])("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const text = bytes.toString("utf8");
    expect(detect(bytes.subarray(0, 65_536), name)?.id).toBe("aider");
    const outcomes = await read(bytes, 10_007);
    const count = (label: RegExp) => text.match(label)?.length ?? 0;
    expect(runsOf(outcomes)).toHaveLength(count(/^# aider chat started at/gm));
    const steps = stepsOf(outcomes);
    expect(steps.filter(({ isAction }) => isAction)).toHaveLength(count(/^>>>>>>> REPLACE/gm));
    // Every word of the file stands somewhere.
    const said = steps.flatMap(({ text: fields }) => Object.values(fields).flatMap((field) => field ?? [])).join("\n");
    const words = (all: string) => all.replace(/^(?:> ?|#### ?|# aider chat started at.*)/gm, "").match(/\w+/g) ?? [];
    const missing = new Set(words(text));
    for (const word of said.match(/\w+/g) ?? []) missing.delete(word);
    expect([...missing]).toEqual([]);
  });

  it("leaves the results beside them alone", () => {
    for (const name of readdirSync(DATA).filter((each) => each.endsWith(".json")))
      expect(detect(readFileSync(path.join(DATA, name)).subarray(0, 65_536), name), name).toBeNull();
  });
});
