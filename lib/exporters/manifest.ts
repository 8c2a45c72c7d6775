import { z } from "zod";
import { Chunk } from "./chunk.ts";
import { canonicalJson } from "./json-text.ts";
import type { Profile } from "./profile.ts";
import type { ExportRecord } from "./record.ts";
import type { Tally } from "./tally.ts";

export const MANIFEST_FILE = "manifest.json";
export const MANIFEST_VERSION = "1.0.0";

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
  profile: z.object({ id: z.string(), version: z.string() }),
  records: z.object({ selected: Count, written: Count }),
  rows: Count,
  rejected: Counts,
  lossy: Counts,
  files: z.array(DataFile),
  /** In the order of the rows: the run, the parse of it that was read, and each annotation version read. */
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
      annotations: z.array(z.tuple([z.string(), Count])),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

/** One entry of `selection` as canonical JSON, in pieces; `versions` are texts of pairs. */
export function selectionPieces(record: ExportRecord, rejected: string | null, versions: readonly string[]): string[] {
  const { revision, importer, parserVersion, rawSha256 } = record.source;
  const rest = canonicalJson({
    rejected,
    revision: { number: revision, importer, parserVersion, rawSha256: [...rawSha256] },
    runKey: record.runKey,
  });
  const pairs = versions.flatMap((text, at) => (at === 0 ? [text] : [",", text]));
  return ['{"annotations":[', ...pairs, `],${rest.slice(1)}`];
}

/** The bytes of manifest.json: canonical JSON and a line feed. `selection` sorts last, so it can follow the rest. */
export function* writeManifest(profile: Profile, files: readonly DataFile[], tally: Tally): Generator<Uint8Array> {
  const rest = canonicalJson({
    schemaVersion: MANIFEST_VERSION,
    profile: { id: profile.id, version: profile.version },
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
