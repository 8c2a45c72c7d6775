import { addition, type DiffHunk, type EditDiff, editDiff, hunkOf, numbered, replacement } from "./diff-view.ts";
import { type FileView, parseFileView } from "./file-view.ts";
import { diffLines, type SignedLine, signed } from "./line-diff.ts";
import { lineAt, lineTexts } from "./lines.ts";

/** Unchanged lines shown on either side of an edit when the output has them. */
const CONTEXT_LINES = 3;
/** A view of more lines is not searched for the edited block. */
const MAX_SEARCHED_LINES = 2_000;
const END_OF_EDIT = "end_of_edit";
const ORIGINAL_CODE = "This is the original code before your edit";

type Range = { first: number; last: number };

/** SWE-agent's `edit A:B`, code lines, `end_of_edit` (tools/windowed_edit_linting). Null for any other action. */
export function rangeEdit(action: string, observation: string): EditDiff | null {
  const start = action.length - action.trimStart().length;
  const command = lineAt(action, start);
  const head = /^edit (\d{1,9}):(\d{1,9})(?:\s|$)/.exec(action.slice(start, Math.min(command.end, start + 80)));
  if (head === null) return null;
  const range = { first: Number(head[1]), last: Number(head[2]) };
  const fresh = codeOf(action.slice(command.breakEnd));
  const original = observation.indexOf(ORIGINAL_CODE);
  if (original !== -1) return refusedEdit(range, fresh, observation, original);
  return acceptedEdit(range, fresh, observation);
}

function codeOf(body: string): string[] {
  const lines = lineTexts(body);
  const end = lines.findLastIndex((line) => line.trimEnd() === END_OF_EDIT);
  return end === -1 ? lines : lines.slice(0, end);
}

function viewTexts(view: FileView, observation: string): Map<number, string> {
  return new Map(view.lines.map(({ no, start, end }) => [no, observation.slice(start, end)]));
}

function textsBetween(texts: ReadonlyMap<number, string>, first: number, last: number): string[] | null {
  if (last - first >= texts.size) return null;
  const found: string[] = [];
  for (let no = first; no <= last; no += 1) {
    const text = texts.get(no);
    if (text === undefined) return null;
    found.push(text);
  }
  return found;
}

/** A linter refused the edit and printed the code it would have replaced: both sides are known. */
function refusedEdit(range: Range, fresh: readonly string[], observation: string, from: number): EditDiff {
  const view = parseFileView(observation, from);
  const path = view?.path ?? null;
  const old = view === null ? null : textsBetween(viewTexts(view, observation), range.first, range.last);
  const derivedFrom = `edit ${range.first}:${range.last}, not applied`;
  if (old === null) return editDiff(path, `${derivedFrom}, old text unknown`, [rangeHunk(range, fresh)]);
  return editDiff(path, derivedFrom, [hunkOf(numbered(diffLines(old, fresh), range.first, range.first))]);
}

/** The output shows the file after the edit: the replaced lines are gone, the lines around them are context. */
function acceptedEdit(range: Range, fresh: readonly string[], observation: string): EditDiff {
  const view = parseFileView(observation);
  const replaced = lengthOf(range);
  const lines = replaced === 1 ? "line" : "lines";
  const derivedFrom = `edit ${range.first}:${range.last}, text of ${replaced} replaced ${lines} unknown`;
  const texts = view === null ? new Map<number, string>() : viewTexts(view, observation);
  return editDiff(view?.path ?? null, derivedFrom, fresh.length === 0 ? [] : [rangeHunk(range, fresh, texts)]);
}

function lengthOf(range: Range): number {
  return Math.max(0, range.last - range.first + 1);
}

/** New lines with what `texts`, the file after the edit, shows around them. The header counts the unseen old lines. */
function rangeHunk(range: Range, fresh: readonly string[], texts: ReadonlyMap<number, string> = new Map()): DiffHunk {
  const lastNew = range.first + fresh.length - 1;
  const shown = textsBetween(texts, range.first, lastNew);
  const isShown = shown?.every((text, index) => text === fresh[index]) ?? false;
  const above = isShown ? near(texts, range.first - CONTEXT_LINES, range.first - 1) : [];
  const below = isShown ? near(texts, lastNew + 1, lastNew + CONTEXT_LINES) : [];
  const first = range.first - above.length;
  const context = above.length + below.length;
  return {
    header: `@@ -${first},${context + lengthOf(range)} +${first},${context + fresh.length} @@`,
    lines: [
      ...numbered(above, first, first),
      ...numbered(signed("+", fresh), null, range.first),
      ...numbered(below, range.first + lengthOf(range), lastNew + 1),
    ],
  };
}

function near(texts: ReadonlyMap<number, string>, first: number, last: number): SignedLine[] {
  const found: string[] = [];
  for (let no = first; no <= last; no += 1) {
    const text = texts.get(no);
    if (text !== undefined) found.push(text);
  }
  return signed(" ", found);
}

/**
 * Old text replaced by new text (`edit 'old' 'new'`, `str_replace`). Line numbers come from the output where it shows
 * the new lines exactly once.
 */
export function textEdit(
  before: string,
  after: string,
  observation: string,
  known: { path: string | null; derivedFrom: string } = { path: null, derivedFrom: "edit command, old and new text" },
): EditDiff {
  const view = parseFileView(observation);
  const firstNo = view === null ? null : placeOf(lineTexts(after), view, observation);
  return editDiff(known.path ?? view?.path ?? null, known.derivedFrom, [replacement(before, after, firstNo)]);
}

function placeOf(wanted: readonly string[], view: FileView, observation: string): number | null {
  if (wanted.length === 0 || view.lines.length > MAX_SEARCHED_LINES) return null;
  const shown = view.lines.map(({ start, end }) => observation.slice(start, end));
  const places: number[] = [];
  for (let at = 0; at + wanted.length <= shown.length && places.length < 2; at += 1) {
    if (wanted.every((text, index) => shown[at + index] === text)) places.push(at);
  }
  const [place] = places;
  return place === undefined || places.length > 1 ? null : (view.lines[place]?.no ?? null);
}

/** SWE-agent's `insert TEXT [LINE]`: behind a line, else at the end of the file. */
export function insertEdit(text: string, line: string | undefined, observation: string): EditDiff {
  const path = parseFileView(observation)?.path ?? null;
  const after = line !== undefined && /^\d{1,9}$/.test(line.slice(0, 10)) ? Number(line) : Number.NaN;
  return lineEdit(path, text, after, "insert command");
}

/** Text inserted behind line `after` (0 = at the top); NaN leaves the numbers out. */
export function lineEdit(path: string | null, text: string, after: number, derivedFrom: string): EditDiff {
  return editDiff(path, derivedFrom, [addition(text, Number.isInteger(after) && after >= 0 ? after + 1 : null)]);
}
