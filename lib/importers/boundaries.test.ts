import { expect, it } from "vitest";
import type { ImportOutcome, ReadingPlace } from "../domain/record/import-outcome.ts";
import { anthropicMessages } from "./anthropic-messages/anthropic-messages.ts";
import { inChunks } from "./collect.ts";
import type { Importer } from "./importer.ts";
import { openaiMessages } from "./openai-messages/openai-messages.ts";
import { sharegpt } from "./sharegpt/sharegpt.ts";
import { tauBench } from "./tau-bench/tau-bench.ts";

const openai = (at: number) => ({ messages: [{ role: "user", content: `Question ${at} ✓` }] });
const pair = { prompt: [{ role: "user", content: "q" }], chosen: [{ role: "assistant", content: "a" }] };
const PREFERENCE = { ...pair, rejected: [{ role: "assistant", content: "b" }] };

/** Lines with all that lines may have: a preference of two runs, a bad one, blank ones, returns, a mark at the start. */
const FILES: [Importer, string][] = [
  [
    openaiMessages,
    `\ufeff${JSON.stringify(openai(1))}\r\n\n${JSON.stringify(PREFERENCE)}\n{"bad"\n  \n${JSON.stringify(openai(2))}\n{"messages":[{"role":"user","content":"\\u0000"}]}`,
  ],
  [
    anthropicMessages,
    [1, 2, 3]
      .map((at) => JSON.stringify({ messages: [{ role: "user", content: [{ type: "text", text: `${at}` }] }] }))
      .join("\n"),
  ],
  [
    sharegpt,
    [1, 2, 3].map((at) => JSON.stringify({ conversations: [{ from: "human", value: `Question ${at}` }] })).join("\n"),
  ],
  [
    tauBench,
    [1, 2, 3]
      .map((at) => JSON.stringify({ task_id: at, reward: 1, info: {}, traj: openai(at).messages, trial: 0 }))
      .join("\n"),
  ],
];

type Read = { outcomes: ImportOutcome[]; boundaries: { at: number; place: ReadingPlace }[] };

/** What it yields from a place on, and the boundaries it names, `at` so many outcomes. */
async function readFrom(importer: Importer, bytes: Uint8Array, from: ReadingPlace | null): Promise<Read> {
  const read: Read = { outcomes: [], boundaries: [] };
  const boundary = (place: ReadingPlace) => void read.boundaries.push({ at: read.outcomes.length, place });
  const rest = inChunks(bytes.subarray(from?.byteOffset ?? 0), 7);
  for await (const outcome of importer.read(rest, { name: "runs.jsonl", from, boundary })) read.outcomes.push(outcome);
  return read;
}

it.each(FILES.map(([importer, text]) => [importer.id, importer, text] as const))(
  "%s goes on from every boundary as if it had read all of it",
  async (_, importer, text) => {
    const bytes = Buffer.from(text);
    const whole = await readFrom(importer, bytes, null);
    expect(whole.boundaries.length).toBeGreaterThanOrEqual(3);
    for (const { at, place } of whole.boundaries)
      expect((await readFrom(importer, bytes, place)).outcomes, JSON.stringify(place)).toEqual(
        whole.outcomes.slice(at),
      );
  },
);

it("a document of several lines has no boundary", async () => {
  const bytes = Buffer.from(JSON.stringify(openai(1), null, 2));
  expect((await readFrom(openaiMessages, bytes, null)).boundaries).toEqual([]);
});
