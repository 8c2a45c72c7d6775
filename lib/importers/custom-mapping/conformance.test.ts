import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { EMPTY_MAPPING, type FieldMapping } from "../../domain/mapping/field-mapping.ts";
import { collect, runsOf, stepsOf } from "../collect.ts";
import { HEAD_BYTES } from "../importer.ts";
import { openaiMessages } from "../openai-messages/openai-messages.ts";
import { sweAgent } from "../swe-agent/swe-agent.ts";
import { mappedImporter } from "./custom-mapping.ts";
import { guessMapping } from "./guess-mapping.ts";
import { readHead } from "./head.ts";
import { fits, signatureOf } from "./signature.ts";

const ALL = path.resolve(import.meta.dirname, "../../../../shared/data");
const isPresent = existsSync(ALL);
if (!isPresent) console.warn(`Skipped: no real runs at ${ALL}; the conformance test of mappings needs them.`);

const importer = (mapping: FieldMapping) =>
  mappedImporter({ id: "m", number: 1, mapping, signature: { version: 1, members: [] } });

const filesIn = (folder: string, ending: string) =>
  isPresent ? readdirSync(path.join(ALL, folder)).filter((name) => name.endsWith(ending)) : [];

/** Real runs read twice: by the importer of their format, and by a mapping that knows only places. */
describe.runIf(isPresent)("a mapping reads what an importer reads", () => {
  const traj: FieldMapping = {
    ...EMPTY_MAPPING,
    steps: "/trajectory",
    step: { thought: "/thought", action: "/action", observation: "/observation" },
  };

  it("SWE-agent, text for text and byte for byte", async () => {
    let steps = 0;
    for (const name of filesIn("swe-agent", ".traj")) {
      const bytes = readFileSync(path.join(ALL, "swe-agent", name));
      const known = JSON.parse(bytes.toString()) as { trajectory?: unknown[] };
      if (!known.trajectory?.length) continue;
      const theirs = stepsOf(await collect(sweAgent, bytes, { name }));
      const ours = stepsOf(await collect(importer(traj), bytes, { name, size: 1000 }));
      const said = (each: typeof ours) =>
        each.map(({ text, sourcePointer: { byteStart, byteEnd } }) => [
          text.action || null,
          text.observation || null,
          text.thought || null,
          byteStart,
          byteEnd,
        ]);
      expect(said(ours), name).toEqual(said(theirs));
      steps += ours.length;
    }
    expect(steps).toBeGreaterThan(100);
  });

  it("OpenAI messages with calls: the same steps, calls and results", async () => {
    const name = "tau_airline_messages.jsonl";
    const bytes = readFileSync(path.join(ALL, "openai-messages", name));
    const head = readHead(bytes.subarray(0, HEAD_BYTES * 4));
    if (head === null) throw new Error(`${name} is no JSON`);
    const mapping = guessMapping(head);
    const theirs = await collect(openaiMessages, bytes, { name });
    const ours = await collect(importer({ ...mapping, run: {} }), bytes, { name });
    expect(runsOf(ours).map(({ run }) => [run.stepCount, run.actionCount])).toEqual(
      runsOf(theirs).map(({ run }) => [run.stepCount, run.actionCount]),
    );
    const said = (outcomes: typeof ours) =>
      stepsOf(outcomes).map(({ role, text }) => [role, text.action, text.observation]);
    expect(said(ours)).toEqual(said(theirs));
  });

  it("is known again by its structure in the other files of its format, and not in those of another", () => {
    const names = filesIn("swe-agent", ".traj");
    const heads = names.map((name) => readFileSync(path.join(ALL, "swe-agent", name)).subarray(0, HEAD_BYTES));
    const signatures = heads.flatMap((head) => signatureOf(head, traj) ?? []);
    expect(signatures.length).toBeGreaterThan(8);
    for (const [at, signature] of signatures.entries()) {
      const own = heads.filter((head) => signatureOf(head, traj) !== null)[at];
      expect(fits(own ?? new Uint8Array(), traj, signature)).toBe(1);
    }
    for (const name of filesIn("tau-bench", ".json"))
      for (const signature of signatures)
        expect(fits(readFileSync(path.join(ALL, "tau-bench", name)).subarray(0, HEAD_BYTES), traj, signature)).toBe(0);
  });
});
