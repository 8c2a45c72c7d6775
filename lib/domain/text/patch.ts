import { type DiffHunk, type EditDiff, editDiff, hunkOf, numbered } from "./diff-view.ts";
import type { SignedLine } from "./line-diff.ts";
import { lineTexts } from "./lines.ts";

type PatchHunk = {
  path: string | null;
  header: string;
  oldNo: number | null;
  newNo: number | null;
  lines: SignedLine[];
};
type Reader = { lines: string[]; at: number; path: string | null; paths: Set<string>; hunks: PatchHunk[] };

const FILE_MARKS = ["*** Add File: ", "*** Update File: ", "*** Delete File: "] as const;
/** Units of a header line that are read; paths are at most 4096 bytes. */
const MAX_HEADER = 4_200;

/** True when a text begins as a patch: a unified diff or the `apply_patch` envelope. */
export function looksLikePatch(text: string): boolean {
  const start = text.slice(0, MAX_HEADER).trimStart();
  if (start.startsWith("*** Begin Patch") || start.startsWith("diff --git ")) return true;
  return start.startsWith("--- ") && start.includes("\n+++ ");
}

/**
 * Reads a unified diff (GNU diffutils manual, "Unified Format"; git's extended headers are skipped) or an `apply_patch`
 * envelope, whose hunks carry no line numbers. Line counts in headers are not trusted, since models get them wrong.
 * With several files `path` is null and every hunk header names its file. Null when there is no hunk and no file mark.
 */
export function parsePatch(text: string): EditDiff | null {
  const reader: Reader = { lines: lineTexts(text), at: 0, path: null, paths: new Set(), hunks: [] };
  while (reader.at < reader.lines.length) readPatchLine(reader);
  if (reader.hunks.length === 0 && reader.paths.size === 0) return null;
  const isSingle = reader.paths.size <= 1;
  const hunks = reader.hunks.map((hunk) => finishHunk(hunk, isSingle));
  const isEnvelope = text.includes("*** Begin Patch");
  const source = isEnvelope ? "apply_patch text, line numbers unknown" : "unified diff";
  const derivedFrom = isSingle ? source : `${source}, ${reader.paths.size} files`;
  return editDiff(isSingle ? reader.path : null, derivedFrom, hunks);
}

function finishHunk(hunk: PatchHunk, isSingle: boolean): DiffHunk {
  const lines = numbered(hunk.lines, hunk.oldNo, hunk.newNo);
  const header = hunk.header === "" ? hunkOf(lines).header : hunk.header;
  return { header: isSingle || hunk.path === null ? header : `${hunk.path} ${header}`, lines };
}

function readPatchLine(reader: Reader): void {
  const line = reader.lines[reader.at] ?? "";
  reader.at += 1;
  const mark = FILE_MARKS.find((prefix) => line.startsWith(prefix));
  if (mark !== undefined) {
    setPath(reader, line.slice(mark.length, MAX_HEADER).trim());
    // A hunk of `apply_patch` may begin without an `@@` line.
    if (mark !== FILE_MARKS[2]) readHunk(reader, "", mark === FILE_MARKS[0]);
  } else if (line.startsWith("--- ") && (reader.lines[reader.at] ?? "").startsWith("+++ ")) {
    const before = patchPath(line);
    const after = patchPath(reader.lines[reader.at] ?? "");
    reader.at += 1;
    setPath(reader, after === "/dev/null" ? before : after);
  } else if (line.startsWith("@@")) {
    readHunk(reader, line.slice(0, MAX_HEADER), false);
  }
}

function setPath(reader: Reader, path: string): void {
  reader.path = path;
  reader.paths.add(path);
}

/** The name behind `--- ` or `+++ `: git's `a/` and `b/` and a timestamp behind a tab are cut. */
function patchPath(line: string): string {
  const name = line.slice(4, MAX_HEADER).split("\t", 1)[0]?.trim() ?? "";
  return name.startsWith("a/") || name.startsWith("b/") ? name.slice(2) : name;
}

function readHunk(reader: Reader, header: string, isNewFile: boolean): void {
  const numbers = /^@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@/.exec(header.slice(0, 80));
  const hunk: PatchHunk = {
    path: reader.path,
    header,
    oldNo: numbers === null ? null : Number(numbers[1]),
    newNo: numbers === null ? (isNewFile ? 1 : null) : Number(numbers[2]),
    lines: [],
  };
  for (; reader.at < reader.lines.length && !endsHunk(reader); reader.at += 1) {
    const line = reader.lines[reader.at] ?? "";
    const sign = line[0] ?? " ";
    if (sign === "+" || sign === "-" || sign === " ") hunk.lines.push({ sign, text: line.slice(1) });
    else if (sign !== "\\") break;
  }
  // A blank last line belongs to the text around the patch: inside a hunk even empty lines carry their sign.
  while (hunk.lines.length > 0 && reader.lines[reader.at - 1] === "" && hunk.lines.at(-1)?.sign === " ") {
    hunk.lines.pop();
    reader.at -= 1;
  }
  skipBlank(reader);
  if (hunk.lines.length > 0) reader.hunks.push(hunk);
}

function skipBlank(reader: Reader): void {
  while (reader.lines[reader.at] === "") reader.at += 1;
}

function endsHunk(reader: Reader): boolean {
  const line = reader.lines[reader.at] ?? "";
  if (line.startsWith("@@") || line.startsWith("*** ") || line.startsWith("diff --git ")) return true;
  const next = (reader.lines[reader.at + 1] ?? "").slice(0, 8);
  // `git format-patch` closes with "-- " and its version, which would read as a removed line.
  if (line === "-- ") return /^\d{1,2}\.\d/.test(next);
  return line.startsWith("--- ") && next.startsWith("+++ ");
}
