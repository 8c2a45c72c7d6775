import { lineAt, type TextLine } from "./lines.ts";

/** A shown file line: its number in the file and the source range `[start, end)` of its code, without the number. */
export type FileViewLine = { no: number; start: number; end: number };

/** A part of a file as an observation shows it. `totalLines` only where the viewer said it. */
export type FileView = { path: string | null; totalLines: number | null; lines: FileViewLine[] };

const FILE_HEADER = "[File: ";
const CAT_HEADER = "result of running `cat -n` on ";
const CAT_HEADERS = [`${CAT_HEADER}a snippet of `, CAT_HEADER];
/** Lines of wrapper text, such as `<returncode>`, that may stand before a bare `cat -n` listing. */
const MAX_PREAMBLE = 4;
const MAX_DIGITS = 9;

/**
 * Recognises what a reading tool printed and keeps UTF-16 source offsets: SWE-agent's `[File: path (N lines total)]`
 * with `12:code`, `cat -n` and `nl -ba` listings, the edit tool's snippets, and Claude Code's `12→code`. Looks at
 * `observation` from `from` on; null when it is none of these. Never throws; linear.
 */
export function parseFileView(observation: string, from = 0): FileView | null {
  return windowView(observation, from) ?? namedListing(observation, from) ?? bareListing(observation, from);
}

function windowView(text: string, from: number): FileView | null {
  for (let at = text.indexOf(FILE_HEADER, from); at !== -1; at = text.indexOf(FILE_HEADER, at + 1)) {
    if (at > from && text[at - 1] !== "\n") continue;
    const header = lineAt(text, at);
    const title = text.slice(at + FILE_HEADER.length, Math.min(header.end, at + 4_500));
    const open = title.lastIndexOf(" (");
    const total = /^(\d{1,9}) lines total\)\]$/.exec(title.slice(open + 2, open + 30));
    if (open === -1 || total === null) continue;
    const lines = numberedLines(text, afterNotes(text, header.breakEnd), (line) => readNumber(text, line, ":", 0));
    return { path: title.slice(0, open), totalLines: Number(total[1]), lines };
  }
  return null;
}

/** Skips `(1468 more lines above)` and `(this is the beginning of the file)`. */
function afterNotes(text: string, from: number): number {
  const line = lineAt(text, from);
  return text[from] === "(" && text[line.end - 1] === ")" ? line.breakEnd : from;
}

function namedListing(text: string, from: number): FileView | null {
  if (!text.includes(CAT_HEADER, from)) return null;
  for (const phrase of CAT_HEADERS) {
    const at = text.indexOf(phrase, from);
    if (at === -1) continue;
    const header = lineAt(text, at);
    const path = text.slice(at + phrase.length, header.end);
    const lines = numberedLines(text, header.breakEnd, (line) => readNumber(text, line, "\t", 0));
    return lines.length === 0 ? null : { path: path.endsWith(":") ? path.slice(0, -1) : path, totalLines: null, lines };
  }
  return null;
}

/** `cat -n` pads its numbers to six columns; that and the tab tell it from a table of numbers. */
function bareListing(text: string, from: number): FileView | null {
  let at = from;
  for (let skipped = 0; skipped <= MAX_PREAMBLE && at < text.length; skipped += 1) {
    const lines = numberedLines(text, at, (line) => readNumber(text, line, "\t", 6) ?? readNumber(text, line, "→", 0));
    if (lines.length > 0) return { path: null, totalLines: null, lines };
    at = lineAt(text, at).breakEnd;
  }
  return null;
}

/** Takes lines while their numbers count up by one. */
function numberedLines(text: string, from: number, read: (line: TextLine) => FileViewLine | null): FileViewLine[] {
  const lines: FileViewLine[] = [];
  for (let at = from; at < text.length; ) {
    const line = lineAt(text, at);
    const found = read(line);
    const last = lines.at(-1);
    if (found === null || (last !== undefined && found.no !== last.no + 1)) break;
    lines.push(found);
    at = line.breakEnd;
  }
  return lines;
}

/** Reads `<blanks><digits><separator>` at the start of a line; the part before the separator has `width` or more units. */
function readNumber(text: string, line: TextLine, separator: string, width: number): FileViewLine | null {
  let at = line.start;
  while (at < line.end && text[at] === " " && at - line.start < 12) at += 1;
  const digits = at;
  while (at < line.end && isDigit(text.charCodeAt(at)) && at - digits <= MAX_DIGITS) at += 1;
  const hasNumber = at > digits && at - digits <= MAX_DIGITS && at - line.start >= width;
  if (!hasNumber || text[at] !== separator || at >= line.end) return null;
  return { no: Number(text.slice(digits, at)), start: at + 1, end: line.end };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
