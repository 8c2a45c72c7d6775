import { z } from "zod";
import { Json } from "../domain/json.ts";
import { Chunk } from "./chunk.ts";
import { canonicalJson } from "./json-text.ts";
import type { Profile } from "./profile.ts";
import type { ExportRecord } from "./record.ts";
import type { Tally } from "./tally.ts";

export const MANIFEST_FILE = "manifest.json";
export const MANIFEST_VERSION = "2.0.0";

const Count = z.number().int().nonnegative();
const Counts = z.record(z.string(), Count);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A data file of an export. */
export const DataFile = z.object({ name: z.string(), bytes: Count, rows: Count, sha256: Sha256 });
export type DataFile = z.infer<typeof DataFile>;

/**
 * What an export holds and what it was made of: nothing in it depends on when, where or by whom it was made.
 * `records` counts runs: selected = written + the sum of rejected.
 */
export const Manifest = z.object({
  schemaVersion: z.literal(MANIFEST_VERSION),
  /** The frozen version that was written: its name, number, and the hash of what it froze. */
  dataset: z.object({ name: z.string(), version: Count, sha256: Sha256 }),
  profile: z.object({ id: z.string(), version: z.string(), options: z.record(z.string(), Json) }),
  records: z.object({ selected: Count, written: Count }),
  rows: Count,
  rejected: Counts,
  lossy: Counts,
  files: z.array(DataFile),
  /** In the order of the rows: the run, the parse of it that was read, the submissions that count, what is hidden. */
  selection: z.array(
    z.object({
      runKey: z.string(),
      rejected: z.string().nullable(),
      revision: z.object({
        number: Count,
        importer: z.string(),
        parserVersion: z.string(),
        rawSha256: z.array(Sha256),
      }),
      /** [number, sha256] of each frozen submission. */
      submissions: z.array(z.tuple([Count, Sha256])),
      redactions: Count,
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

export type DatasetFacts = Manifest["dataset"];

/** One entry of `selection` as canonical JSON. */
export function selectionText(record: ExportRecord, rejected: string | null): string {
  const { revision, importer, parserVersion, rawSha256 } = record.source;
  return canonicalJson({
    rejected,
    revision: { number: revision, importer, parserVersion, rawSha256: [...rawSha256] },
    redactions: record.redactionCount,
    runKey: record.runKey,
    submissions: record.reviews.map(({ submission: { number, sha256 } }) => [number, sha256]),
  });
}

/** The bytes of manifest.json: canonical JSON and a line feed. `selection` sorts last, so it can follow the rest. */
export function* writeManifest(
  profile: Profile,
  dataset: DatasetFacts,
  files: readonly DataFile[],
  tally: Tally,
): Generator<Uint8Array> {
  const rest = canonicalJson({
    schemaVersion: MANIFEST_VERSION,
    dataset: { ...dataset },
    profile: { id: profile.id, version: profile.version, options: { ...profile.options } },
    records: { selected: tally.selected, written: tally.written },
    rows: tally.rows,
    rejected: Object.fromEntries(tally.rejected),
    lossy: Object.fromEntries(tally.lossy),
    files: files.map(({ name, bytes, rows, sha256 }) => ({ name, bytes, rows, sha256 })),
  });
  const chunk = new Chunk();
  chunk.add(`${rest.slice(0, -1)},"selection":[`);
  for (const piece of tally.selection) if (chunk.add(piece)) yield chunk.take();
  chunk.add("]}\n");
  yield chunk.take();
}
