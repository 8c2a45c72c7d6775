import { previewRows as contract } from "../../api/contract/datasets.ts";
import { bySlug } from "../authorize.ts";
import { inSnapshot } from "../exports/in-snapshot.ts";
import { readRecords } from "../exports/read-records.ts";
import { knownProfile } from "../exports/view.ts";
import { query } from "../verb.ts";
import { findVersion } from "./find-version.ts";
import { itemsOf, requireClear } from "./not-clear.ts";

/** Runs looked at, rows shown of them, and units shown of a row. */
const MAX_RUNS = 50;
const MAX_ROWS = 5;
const MAX_UNITS = 6000;

/** The first rows as an export would write them; the same gate as an export, and the same code. */
export const previewRows = query({
  name: "preview-rows",
  access: { permission: "exports:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { versionId, profile: profileId }, standing: { projectId } }) {
    const profile = knownProfile(profileId);
    return inSnapshot(ctx.db, async (db) => {
      await findVersion(db, projectId, versionId);
      const items = (await itemsOf(db, projectId, versionId)).slice(0, MAX_RUNS);
      await requireClear(db, items);
      const preview = {
        runs: items.length,
        written: 0,
        rejected: new Map<string, number>(),
        lossy: new Map<string, number>(),
      };
      const rows: { text: string; length: number }[] = [];
      for await (const record of readRecords(ctx, db, items)) {
        const projection = await profile.project(record);
        if ("rejected" in projection) {
          count(preview.rejected, projection.rejected);
          continue;
        }
        preview.written += 1;
        for await (const row of projection.rows) {
          const shown = await readRow(row.text);
          if (rows.length < MAX_ROWS) rows.push(shown);
          for (const reason of new Set(row.lossy())) count(preview.lossy, reason);
        }
      }
      const { rejected, lossy } = preview;
      return { ...preview, rejected: Object.fromEntries(rejected), lossy: Object.fromEntries(lossy), rows };
    });
  },
});

async function readRow(pieces: AsyncIterable<string>): Promise<{ text: string; length: number }> {
  let text = "";
  let length = 0;
  for await (const piece of pieces) {
    if (text.length < MAX_UNITS) text += piece.slice(0, MAX_UNITS - text.length);
    length += piece.length;
  }
  return { text: text.toWellFormed(), length };
}

function count(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
