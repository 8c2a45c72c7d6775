import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { seededRandom } from "../../lib/domain/seeded-random.ts";

/** Runs as a person would export them: chat messages with tool calls, a run a line, about 3 KB a step. */

export type Generated = { bytes: number; runs: number; steps: number };

const MIN_STEPS = 50;
const MAX_STEPS = 200;
const WORDS =
  "the cache returns an old entry after the second write because nobody clears it when a key expires so a test that reads twice sees the first value again and the fix must drop the entry before it is written".split(
    " ",
  );
const FAR_WORDS = ["naïve", "café", "größer", "検索", "結果", "✓"];
/** Of texts, how many hold words that are not ASCII. */
const FAR_SHARE = 0.15;
const LINES = [
  "    def lookup(self, key, default=None):",
  '        return self.entries.get(key, "default")',
  "src/cache/store.py:41: in lookup\\n",
  "        if entry is None or entry.expires_at < now():",
  "\tassert store.lookup('a') == 2  # second write",
  "const total = rows.reduce((sum, row) => sum + row.price, 0);",
  "drwxr-xr-x 4 build build 4096 Nov 20 10:12 fixtures",
];

/** Writes runs until the file holds at least `bytes`; the same seed gives the same bytes. */
export async function generateRuns(file: string, bytes: number, seed: number): Promise<Generated> {
  const made: Generated = { bytes: 0, runs: 0, steps: 0 };
  const random = seededRandom(seed);
  function* lines(): Generator<Buffer> {
    while (made.bytes < bytes) {
      const steps = MIN_STEPS + Math.floor(random() * (MAX_STEPS - MIN_STEPS + 1));
      const line = Buffer.from(`${JSON.stringify(runOf(random, `run-${seed}-${made.runs}`, steps))}\n`);
      made.bytes += line.length;
      made.runs += 1;
      made.steps += steps;
      yield line;
    }
  }
  await pipeline(Readable.from(lines(), { objectMode: true, highWaterMark: 4 }), createWriteStream(file));
  return made;
}

/** One run of exactly `steps` steps: what it is told, what it is asked, and calls with their results. */
export function runOf(random: () => number, id: string, steps: number): object {
  const messages: object[] = [
    { role: "system", content: "You repair a small library. Run its tests before you say that you are done." },
    { role: "user", content: `Task ${id}: ${prose(random, 300)}` },
  ];
  for (let at = 2; at < steps; at += 1) {
    const call = `call-${at}`;
    const name = at % 3 === 0 ? "edit_file" : "bash";
    const input = name === "bash" ? { command: `sed -n '1,80p' src/part_${at % 17}.py` } : { path: `src/${at}.py` };
    messages.push(
      {
        role: "assistant",
        content: prose(random, 350 + random() * 300),
        tool_calls: [
          {
            id: call,
            type: "function",
            function: { name, arguments: JSON.stringify({ ...input, note: prose(random, 150) }) },
          },
        ],
      },
      { role: "tool", tool_call_id: call, content: output(random, 1400 + random() * 1000) },
    );
  }
  return { run_id: id, task_id: `task-${id}`, model: "bench-model", messages };
}

function prose(random: () => number, length: number): string {
  const words = random() < FAR_SHARE ? [...WORDS, ...FAR_WORDS] : WORDS;
  return sentence(random, words, length);
}

function sentence(random: () => number, words: readonly string[], length: number): string {
  let text = "";
  while (text.length < length) text += `${words[Math.floor(random() * words.length)] ?? ""} `;
  return text.trimEnd();
}

function output(random: () => number, length: number): string {
  const lines: string[] = [];
  const words = random() < FAR_SHARE ? [...WORDS, ...FAR_WORDS] : WORDS;
  for (let size = 0; size < length; ) {
    const line =
      random() < 0.5 ? sentence(random, words, 40 + random() * 60) : (LINES[Math.floor(random() * LINES.length)] ?? "");
    lines.push(line);
    size += line.length + 1;
  }
  if (random() < 0.1) lines.push("======== 12 passed, 1 failed in 0.41s ========");
  return lines.join("\n");
}
