import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { runOf } from "../../bench/import/generate.ts";
import { seededRandom } from "../../lib/domain/seeded-random.ts";

export type ChaosFile = { name: string; bytes: Buffer };

const DEMO = path.resolve(import.meta.dirname, "../../prisma/demo");
const LARGE_BYTES = 12e6;
const SMALL_FILES = 20;

/**
 * A mixed set of about `bytes`: large JSONL of many runs, some of whose lines are bad or hold a preference of two runs;
 * one run a document; runs of another format; a gzip; two files of the same bytes; one that is no run.
 */
export function chaosFiles(bytes: number, seed: number): ChaosFile[] {
  const random = seededRandom(seed);
  const files: ChaosFile[] = [];
  for (let at = 0, made = 0; made < bytes; at += 1) {
    const content = largeFile(random, `large-${at}`);
    files.push({ name: `large-${at}.jsonl`, bytes: content });
    made += content.length;
  }
  for (let at = 0; at < SMALL_FILES; at += 1) {
    const content = Buffer.from(JSON.stringify(runOf(random, `small-${at}`, 20 + at), null, at % 2));
    files.push({ name: `small-${at}.json`, bytes: content });
  }
  for (const name of readdirSync(DEMO).filter((each) => each.endsWith(".traj")))
    files.push({ name, bytes: readFileSync(path.join(DEMO, name)) });
  const packed = Buffer.from(JSON.stringify(runOf(random, "packed", 120)));
  const twin = Buffer.from(JSON.stringify(runOf(random, "twin", 60)));
  files.push(
    { name: "packed.jsonl.gz", bytes: gzipSync(packed) },
    { name: "twin-1.json", bytes: twin },
    { name: "twin-2.json", bytes: twin },
    { name: "no-run.json", bytes: Buffer.from('{"hello": "world"}') },
  );
  return files;
}

function largeFile(random: () => number, name: string): Buffer {
  const lines: Buffer[] = [];
  for (let at = 0, made = 0; made < LARGE_BYTES; at += 1) {
    const line = Buffer.from(`${lineOf(random, `${name}-${at}`, at)}\n`);
    lines.push(line);
    made += line.length;
  }
  return Buffer.concat(lines);
}

function lineOf(random: () => number, id: string, at: number): string {
  if (at % 10 === 9) return '{"messages": [{"role": "user"';
  if (at % 10 !== 4) return JSON.stringify(runOf(random, id, 10 + Math.floor(random() * 150)));
  const side = () => [{ role: "assistant", content: `${id} ${random()}` }];
  return JSON.stringify({ prompt: [{ role: "user", content: id }], chosen: side(), rejected: side() });
}
