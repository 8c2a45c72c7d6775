import { writeJsonl } from "./jsonl.ts";
import { type DataFile, type DatasetFacts, MANIFEST_FILE, writeManifest } from "./manifest.ts";
import type { Profile } from "./profile.ts";
import { type ReceiptFacts, RECEIPT_FILE, writeReceipt } from "./receipt.ts";
import type { ExportRecord } from "./record.ts";
import { SUMS_FILE, writeSums } from "./sums.ts";
import { emptyTally, type Tally } from "./tally.ts";

/** Writes one file of the package; `name` is relative, with forward slashes. */
export type Put = (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<{ sha256: string; sizeBytes: number }>;

export type PackageFile = { name: string; sha256: string; sizeBytes: number; rows: number | null };

export type Package = {
  rows: number;
  rejected: Record<string, number>;
  lossy: Record<string, number>;
  files: PackageFile[];
  contentSha256: string;
};

export type PackageJob = {
  profile: Profile;
  /** The frozen version the records are of. */
  dataset: DatasetFacts;
  records: AsyncIterable<ExportRecord>;
  put: Put;
  /** Asked last, when everything else is written. */
  receipt: () => Promise<ReceiptFacts>;
  /** Called after every chunk and every row; throwing stops the export. */
  onProgress?: (tally: Tally) => Promise<void>;
};

/** Where the rows of a profile stand inside the package; `load_dataset` looks for data there and nowhere else. */
export function dataFileName(profile: Profile): string {
  return `data/${profile.id}.jsonl`;
}

/** Records in; data, manifest.json, SHA256SUMS and receipt.json out, in this order. The first three are pure. */
export async function writePackage({
  profile,
  dataset,
  records,
  put,
  receipt,
  onProgress,
}: PackageJob): Promise<Package> {
  const tally = emptyTally();
  const files: PackageFile[] = [];
  const keep = async (name: string, bytes: AsyncIterable<Uint8Array>, rows: () => number | null) => {
    const { sha256, sizeBytes } = await put(name, bytes);
    files.push({ name, sha256, sizeBytes, rows: rows() });
    return { name, bytes: sizeBytes, rows: rows() ?? 0, sha256 };
  };
  const reported = report(writeJsonl(profile, records, tally), () => onProgress?.(tally));
  const data: DataFile = await keep(dataFileName(profile), reported, () => tally.rows);
  const manifest = await keep(MANIFEST_FILE, stream(writeManifest(profile, dataset, [data], tally)), () => null);
  const sums = await keep(SUMS_FILE, once(writeSums([data, manifest])), () => null);
  const contentSha256 = sums.sha256;
  const note = writeReceipt({ ...(await receipt()), contentSha256, lineage: tally.lineage });
  await keep(RECEIPT_FILE, once(note), () => null);
  return {
    rows: tally.rows,
    rejected: Object.fromEntries(tally.rejected),
    lossy: Object.fromEntries(tally.lossy),
    files,
    contentSha256,
  };
}

async function* report(
  bytes: AsyncIterable<Uint8Array>,
  onChunk: () => Promise<void> | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    yield chunk;
    await onChunk();
  }
}

async function* stream(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, "utf8");
}
