import { type DiffSign, diffLines, type SignedLine, signed } from "./line-diff.ts";
import { lineTexts } from "./lines.ts";

/** Numbers are 1-based file lines; null where they are not known or the side has no such line. */
export type DiffLine = { sign: DiffSign; text: string; oldNo: number | null; newNo: number | null };
export type DiffHunk = { header: string; lines: DiffLine[] };

/**
 * A view derived from the words of an edit, never a fact about the file. `derivedFrom` says from what and what is not
 * known. `path` is null when none was named or several were. `added` and `removed` count the `+` and `-` lines shown.
 */
export type EditDiff = {
  path: string | null;
  derivedFrom: string;
  hunks: DiffHunk[];
  added: number;
  removed: number;
};

/** Puts hunks together and counts their signs; empty hunks are dropped. */
export function editDiff(path: string | null, derivedFrom: string, hunks: readonly DiffHunk[]): EditDiff {
  const shown = hunks.filter((hunk) => hunk.lines.length > 0);
  let added = 0;
  let removed = 0;
  for (const { lines } of shown) {
    for (const { sign } of lines) {
      if (sign === "+") added += 1;
      if (sign === "-") removed += 1;
    }
  }
  return { path, derivedFrom, hunks: shown, added, removed };
}

/** Gives lines their numbers from the first of each side; null leaves that side unnumbered. */
export function numbered(lines: readonly SignedLine[], firstOld: number | null, firstNew: number | null): DiffLine[] {
  let oldNo = firstOld;
  let newNo = firstNew;
  return lines.map(({ sign, text }) => {
    const line: DiffLine = {
      sign,
      text,
      oldNo: sign === "+" ? null : oldNo,
      newNo: sign === "-" ? null : newNo,
    };
    if (sign !== "+" && oldNo !== null) oldNo += 1;
    if (sign !== "-" && newNo !== null) newNo += 1;
    return line;
  });
}

/** A hunk with a unified-diff header, `@@ -12,9 +12,3 @@`; `@@` alone where numbers are missing. */
export function hunkOf(lines: readonly DiffLine[]): DiffHunk {
  const oldSide = lines.filter(({ sign }) => sign !== "+");
  const newSide = lines.filter(({ sign }) => sign !== "-");
  const old = oldSide[0]?.oldNo ?? null;
  const fresh = newSide[0]?.newNo ?? null;
  const isKnown = (old !== null || oldSide.length === 0) && (fresh !== null || newSide.length === 0);
  const side = (first: number | null, count: number) => `${first ?? 0},${count}`;
  const header = isKnown ? `@@ -${side(old, oldSide.length)} +${side(fresh, newSide.length)} @@` : "@@";
  return { header, lines: [...lines] };
}

/** Old text against new text; `firstNo` is the file line both begin at, if known. */
export function replacement(before: string, after: string, firstNo: number | null): DiffHunk {
  return hunkOf(numbered(diffLines(lineTexts(before), lineTexts(after)), firstNo, firstNo));
}

/** New text whose old side is unknown or empty: the header, `@@ +5,2 @@`, names the new side only. */
export function addition(text: string, firstNo: number | null): DiffHunk {
  const lines = numbered(signed("+", lineTexts(text)), null, firstNo);
  return { header: firstNo === null ? "@@" : `@@ +${firstNo},${lines.length} @@`, lines };
}
