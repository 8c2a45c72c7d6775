import { logVersions } from "./log-versions.ts";
import { selectionText } from "./manifest.ts";
import type { Profile } from "./profile.ts";
import type { ExportRecord } from "./record.ts";
import { countReason, type Tally } from "./tally.ts";

/** Bytes handed on at once. */
const CHUNK_UNITS = 64 * 1024;

/**
 * Records in, the bytes of a JSONL file out: UTF-8, no byte order mark, one line a row, each ended by a line feed.
 * `tally` is kept as it goes. Holds one chunk in memory, never a row.
 */
export async function* writeJsonl(
  profile: Profile,
  records: AsyncIterable<ExportRecord>,
  tally: Tally,
): AsyncGenerator<Uint8Array> {
  const chunk = new Chunk();
  for await (const original of records) {
    const { record, versions } = logVersions(original);
    const projection = profile.project(record);
    const rejected = "rejected" in projection ? projection.rejected : null;
    if ("rows" in projection) {
      for await (const row of projection.rows) {
        for await (const piece of row.text) if (chunk.add(piece)) yield chunk.take();
        chunk.add("\n");
        tally.rows += 1;
        for (const reason of new Set(row.lossy())) countReason(tally.lossy, reason);
      }
    }
    tally.selected += 1;
    if (rejected === null) tally.written += 1;
    else countReason(tally.rejected, rejected);
    tally.selection.push(selectionText(record, rejected, versions()));
    tally.lineage.push({ runKey: record.runKey, ...record.lineage });
    yield chunk.take();
  }
}

/** Collects small pieces of text; true from `add` means it is time to take. */
class Chunk {
  #parts: string[] = [];
  #units = 0;

  add(text: string): boolean {
    this.#parts.push(text);
    this.#units += text.length;
    return this.#units >= CHUNK_UNITS;
  }

  take(): Uint8Array {
    const bytes = Buffer.from(this.#parts.join(""), "utf8");
    this.#parts = [];
    this.#units = 0;
    return bytes;
  }
}
