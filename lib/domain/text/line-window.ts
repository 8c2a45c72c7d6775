import { lineAt } from "./lines.ts";

/** Units of a line that rules look at; a longer line is cut, so no pattern sees an unbounded subject. */
export const MAX_LINE = 400;

/** The first `count` lines, each cut to `MAX_LINE` units, without their breaks. */
export function headLines(text: string, count: number): string[] {
  const lines: string[] = [];
  for (let from = 0; from < text.length && lines.length < count; ) {
    const line = lineAt(text, from);
    lines.push(text.slice(line.start, Math.min(line.end, line.start + MAX_LINE)));
    from = line.breakEnd;
  }
  return lines;
}

/** The last `count` lines in reading order, each cut to `MAX_LINE` units, without their breaks. Reads only the tail. */
export function tailLines(text: string, count: number): string[] {
  const lines: string[] = [];
  if (text === "") return lines;
  let end = text.endsWith("\n") ? text.length - 1 : text.length;
  while (end >= 0 && lines.length < count) {
    const start = end === 0 ? 0 : text.lastIndexOf("\n", end - 1) + 1;
    const stop = end > start && text[end - 1] === "\r" ? end - 1 : end;
    lines.push(text.slice(start, Math.min(stop, start + MAX_LINE)));
    end = start - 1;
  }
  return lines.toReversed();
}
