import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { seededRandom } from "../../lib/domain/seeded-random.ts";
import type { Dice, Seed } from "./mutate.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const REAL = path.resolve(ROOT, "../shared/data");
/** Larger files say nothing new and cost many cases. */
const MAX_BYTES = 512 * 1024;

/** Real runs where they lie beside the project, else the fixtures and demo runs written for it. */
export function loadSeeds(): { seeds: Seed[]; isReal: boolean } {
  const isReal = existsSync(REAL);
  return { seeds: isReal ? filesBelow(REAL) : ownSeeds(), isReal };
}

/** Fixtures of the importers, and the demo. */
export function ownSeeds(): Seed[] {
  return [
    ...filesBelow(path.join(ROOT, "lib/importers"), /\/fixtures\//),
    ...filesBelow(path.join(ROOT, "prisma/demo")),
  ];
}

function filesBelow(folder: string, only = /./): Seed[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => only.test(file) && !/LICENSE|README\.md$/.test(file))
    .sort()
    .map((file) => ({ name: path.basename(file), bytes: readFileSync(file) }))
    .filter(({ bytes }) => bytes.length > 0 && bytes.length <= MAX_BYTES);
}

/** The dice of one case: any case can be thrown again by its number. */
export function diceOf(seed: number, number: number): Dice {
  const next = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  return (n) => Math.floor(next() * n);
}
