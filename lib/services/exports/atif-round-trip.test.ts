import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runDifferences } from "../../domain/record/same-run.ts";
import { openArchive } from "../../archives/open-archive.ts";
import { sniffArchive } from "../../archives/sniff-archive.ts";
import { AtifDocument } from "../../exporters/atif/document-schema.ts";
import { collect } from "../../importers/collect.ts";
import { HEAD_BYTES, type Importer } from "../../importers/importer.ts";
import { detect, IMPORTERS } from "../../importers/registry.ts";
import { readBack, recordOf, wholeRuns, writeAtif } from "./atif-round-trip.ts";

const IMPORTER_FOLDER = path.resolve(import.meta.dirname, "../../importers");
/** For slow machines; on two quiet cores all of it takes ten seconds. */
const TIMEOUT_MS = 300_000;
const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real runs at ${DATA}; the round trip of real runs needs them.`);

/** Files below a folder, deep ones too, in the order of their names. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

type Content = { name: string; bytes: Uint8Array };

/** The file itself, or what it holds where it is an archive. */
async function contentsOf(file: string): Promise<Content[]> {
  const [name, bytes] = [path.basename(file), readFileSync(file)];
  const kind = sniffArchive(bytes);
  if (kind === null) return [{ name, bytes }];
  const source = {
    sizeBytes: bytes.length,
    async *read({ start, end } = { start: 0, end: bytes.length }) {
      yield bytes.subarray(start, end);
    },
  };
  const contents: Content[] = [];
  for await (const entry of openArchive(kind, source, name)) {
    if (entry.type !== "file") continue;
    const parts: Uint8Array[] = [];
    for await (const part of entry.bytes) parts.push(part);
    contents.push({ name: entry.name, bytes: Buffer.concat(parts) });
  }
  return contents;
}

/** Holds every run of a file to the round trip; how many there were, by importer. `own` reads what nobody claims. */
async function roundTrip(file: string, own: Importer | null): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { name, bytes } of await contentsOf(file)) {
    const importer = detect(bytes.subarray(0, HEAD_BYTES), name) ?? own;
    if (importer === null) continue;
    for (const run of wholeRuns(await collect(importer, bytes, { name, size: 65_536 }))) {
      const place = `${importer.id}, ${name}, run ${run.run.runId}`;
      const written = await writeAtif(recordOf(run));
      if ("rejected" in written) {
        expect([written.rejected, run.steps.length], place).toEqual(["no-steps", 0]);
        continue;
      }
      expect(written.text.isWellFormed() && !/[\n\r\0]/.test(written.text), place).toBe(true);
      expect(AtifDocument.safeParse(JSON.parse(written.text)).error, place).toBeUndefined();
      const outcomes = await readBack(written.text);
      expect(outcomes.flatMap((each) => ("problem" in each ? [each.problem.code] : [])).filter(isWorse), place).toEqual(
        [],
      );
      const [back, ...others] = wholeRuns(outcomes);
      expect(others, place).toEqual([]);
      expect(back && runDifferences(run, back), place).toEqual([]);
      expect(await writeAtif(recordOf(back ?? run)), place).toEqual(written);
      counts.set(importer.id, (counts.get(importer.id) ?? 0) + 1);
    }
  }
  return counts;
}

/** Numbers that JavaScript cannot hold are noted wherever they stand. */
function isWorse(code: string): boolean {
  return code !== "unsafe-number";
}

async function roundTrips(files: readonly string[], own: Importer | null): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const file of files)
    for (const [id, runs] of await roundTrip(file, own)) counts.set(id, (counts.get(id) ?? 0) + runs);
  return counts;
}

describe("a run that goes out as ATIF and comes back is the same run", () => {
  const folders = IMPORTERS.map((own) => ({ own, files: filesIn(path.join(IMPORTER_FOLDER, own.id, "fixtures")) }));

  it.each(folders.filter(({ files }) => files.length > 0))(
    "in the fixtures of $own.id",
    { timeout: TIMEOUT_MS },
    async ({ own, files }) => {
      const counts = await roundTrips(files, own);
      expect([...counts.values()].reduce((sum, runs) => sum + runs, 0)).toBeGreaterThan(0);
    },
  );

  it.runIf(isPresent)(
    "in every real file that any importer reads",
    async () => {
      const counts = await roundTrips(filesIn(DATA), null);
      console.info(`Runs that came back the same: ${JSON.stringify(Object.fromEntries(counts))}`);
      expect(counts.size).toBeGreaterThanOrEqual(15);
    },
    TIMEOUT_MS,
  );
});
