import type { ExportMark, ExportRecord } from "./record.ts";

/** Pairs joined into one text at a time: a million of them as separate strings would be three times the memory. */
const PAIRS_AT_ONCE = 1000;

/**
 * The same record, and which annotation versions were read from it: texts of JSON pairs `["key",version]` and commas.
 * A profile that reads no marks has read no versions, and its manifest says so.
 */
export function logVersions(original: ExportRecord): { record: ExportRecord; versions: () => string[] } {
  const logs: string[][] = original.reviews.map(() => []);
  const reviews = original.reviews.map((review, at) => ({
    ...review,
    marks: () => {
      const log: string[] = [];
      logs[at] = log; // reading twice is reading once
      return logged(review.marks(), log);
    },
  }));
  return { record: { ...original, reviews }, versions: () => logs.flat() };
}

async function* logged(marks: AsyncIterable<ExportMark>, log: string[]): AsyncGenerator<ExportMark> {
  let pairs: string[] = [];
  for await (const mark of marks) {
    pairs.push(JSON.stringify([mark.key, mark.version]));
    if (pairs.length >= PAIRS_AT_ONCE) {
      log.push(pairs.join(","));
      pairs = [];
    }
    yield mark;
  }
  if (pairs.length > 0) log.push(pairs.join(","));
}
