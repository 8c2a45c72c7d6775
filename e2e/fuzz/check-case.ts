import { inChunks } from "../../lib/importers/collect.ts";
import type { ImportOutcome } from "../../lib/domain/record/import-outcome.ts";
import { HEAD_BYTES, type Importer } from "../../lib/importers/importer.ts";
import { scanBytes } from "../../lib/importers/json/scan-bytes.ts";
import { detect, explainUnknown, IMPORTERS } from "../../lib/importers/registry.ts";
import { type Dice, mutate, type Seed } from "./mutate.ts";
import { complaintOf } from "./oracle.ts";

/** What was found: `importer` is its id, or the part of the way there. */
export type Fault = { importer: string; what: string };

const PROTOTYPES = [Object.prototype, Function.prototype, Array.prototype, String.prototype, Promise.prototype];
const ownKeys = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String).join()).join(";");
const AT_BOOT = ownKeys();

/** Refusals of the scanner that `JSON.parse` does not know. */
const LIMITS = new Set(["depth", "too-many-nodes", "key-too-long", "too-large"]);
/** Up to this size a file goes to every importer at times, not only to those it may belong to. */
const SMALL_BYTES = 16 * 1024;

/** Throws the dice for a case; `importers` are those that read it besides the one that recognises it. */
export function makeCase(seeds: readonly Seed[], dice: Dice): Seed & { importers: readonly Importer[] } {
  const file = mutate(seeds, dice);
  const everyone = file.bytes.length < SMALL_BYTES && dice(8) === 0;
  const any = IMPORTERS[dice(IMPORTERS.length)];
  const seed = seeds.find(({ name }) => name === file.name);
  const own = seed ? detect(seed.bytes.subarray(0, HEAD_BYTES), seed.name) : null;
  const chosen = everyone ? IMPORTERS : [own, dice(4) === 0 ? any : null];
  return { ...file, importers: [...new Set(chosen)].flatMap((importer) => importer ?? []) };
}

/** Reads a file in every way it may be read; null when nothing is wrong. Chunks are cut by the dice. */
export async function checkCase(
  { name, bytes, importers }: Seed & { importers: readonly Importer[] },
  dice: Dice,
): Promise<Fault | null> {
  const head = bytes.subarray(0, HEAD_BYTES);
  const found = await guarded("detect", () => {
    const sure = IMPORTERS.map((importer) => [importer.id, importer.recognise(head, name)] as const);
    const wrong = sure.find(([, confidence]) => !(confidence >= 0 && confidence <= 1));
    return wrong ? `${wrong[0]} is sure by ${wrong[1]}` : null;
  });
  if (found) return found;
  const detected = detect(head, name);
  if (!detected) {
    const unexplained = await guarded("explain", async () => {
      const problems = await explainUnknown(inChunks(bytes, 1 + dice(9000)));
      return problems.every(({ severity }) => severity === "note") ? "a file that is not read and not refused" : null;
    });
    if (unexplained) return unexplained;
  }
  for (const importer of new Set([...(detected ? [detected] : []), ...importers])) {
    const fault = await guarded(importer.id, () => readTwice(importer, { name, bytes }, dice));
    if (fault) return fault;
  }
  return guarded("scanner", () => differsFromParse(bytes));
}

/** The same outcomes whatever the chunks, and nothing to complain about in them. */
async function readTwice(importer: Importer, { name, bytes }: Seed, dice: Dice): Promise<string | null> {
  const outcomes = await readAll(importer, { name, bytes }, 1 + dice(dice(2) === 0 ? 700 : 70_000));
  const complaint = complaintOf(bytes, outcomes);
  if (complaint !== null || dice(4) > 0) return complaint;
  const again = await readAll(importer, { name, bytes }, 1 + dice(70_000));
  return JSON.stringify(outcomes) === JSON.stringify(again) ? null : "other outcomes for other chunks";
}

async function readAll(importer: Importer, { name, bytes }: Seed, size: number): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of importer.read(inChunks(bytes, size), { name })) outcomes.push(outcome);
  return outcomes;
}

/** Our scanner takes exactly what `JSON.parse` takes, within its limits. */
function differsFromParse(bytes: Uint8Array): string | null {
  const { error } = scanBytes(bytes);
  if (error && LIMITS.has(error.code)) return null;
  const isTaken = error === null;
  return isTaken === isParsed(bytes)
    ? null
    : `takes what JSON.parse does not, or the other way: ${error?.code ?? "taken"}`;
}

function isParsed(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** Turns what is thrown into a fault, and looks whether a prototype has changed. */
async function guarded(importer: string, work: () => string | null | Promise<string | null>): Promise<Fault | null> {
  try {
    const what = await work();
    if (what !== null) return { importer, what };
  } catch (error) {
    return { importer, what: `throws ${thrown(error)}` };
  }
  return ownKeys() === AT_BOOT ? null : { importer, what: "a prototype changed" };
}

/** Name, message without what varies, and the place in our code. */
function thrown(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const place = /lib\/[\w./-]+:\d+/.exec(error.stack ?? "")?.[0] ?? "";
  return `${error.name} at ${place}: ${error.message.slice(0, 80)}`;
}
