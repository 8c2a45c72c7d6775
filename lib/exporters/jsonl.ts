import { Chunk } from "./chunk.ts";
import { selectionText } from "./manifest.ts";
import type { Profile } from "./profile.ts";
import type { ExportRecord } from "./record.ts";
import { countReason, type Tally } from "./tally.ts";

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
  for await (const record of records) {
    const projection = await profile.project(record);
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
    if (tally.selection.length > 0) tally.selection.push(",");
    tally.selection.push(selectionText(record, rejected));
    tally.lineage.push({ runKey: record.runKey, ...record.lineage });
    yield chunk.take();
  }
}
