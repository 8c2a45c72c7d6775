/** A block that searches and replaces, with the file it names in the line before it. */
export type Edit = { file: string | null; text: string };

const OPEN = /^<{5,9} SEARCH\s*$/;
const CLOSE = /^>{5,9} REPLACE\s*$/;
const FENCE = /^\s*```/;

/** Cuts the edits out of what the model wrote; `rest` is its other words, null where there are none. */
export function cutEdits(text: string): { edits: Edit[]; rest: string | null } {
  const lines = text.split("\n");
  const edits: Edit[] = [];
  const taken = new Set<number>();
  for (let at = 0; at < lines.length; at += 1) {
    if (!OPEN.test(lines[at] ?? "")) continue;
    let end = at + 1;
    while (end < lines.length && !CLOSE.test(lines[end] ?? "")) end += 1;
    if (end === lines.length) break;
    let from = at;
    if (FENCE.test(lines[from - 1] ?? "") && !taken.has(from - 1)) from -= 1;
    const named = (lines[from - 1] ?? "").trim();
    const file = named !== "" && !taken.has(from - 1) && !FENCE.test(named) ? named : null;
    if (file !== null) from -= 1;
    const to = FENCE.test(lines[end + 1] ?? "") ? end + 1 : end;
    edits.push({ file, text: lines.slice(from, to + 1).join("\n") });
    for (let index = from; index <= to; index += 1) taken.add(index);
    at = to;
  }
  const rest = lines
    .filter((_, index) => !taken.has(index))
    .join("\n")
    .trim();
  return { edits, rest: rest === "" ? null : rest };
}
