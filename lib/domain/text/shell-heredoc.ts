import { lineAt } from "./lines.ts";

/** A here-document. `[start, end)` is its body in UTF-16 offsets, without the delimiter line. */
export type Heredoc = { delimiter: string; stripsTabs: boolean; start: number; end: number; isTerminated: boolean };

/**
 * Fills the bodies of the here-documents announced on the line before `at`, in order, and returns where the shell
 * reads on. An unterminated one runs to the end of the text, as bash takes it. Linear in what is read.
 */
export function readHeredocs(text: string, at: number, pending: readonly Heredoc[]): number {
  let next = at;
  for (const heredoc of pending) next = readBody(text, next, heredoc);
  return next;
}

function readBody(text: string, at: number, heredoc: Heredoc): number {
  heredoc.start = at;
  heredoc.end = text.length;
  for (let from = at; from < text.length; ) {
    const line = lineAt(text, from);
    if (isDelimiter(text, line, heredoc)) {
      heredoc.end = line.start;
      heredoc.isTerminated = true;
      return line.breakEnd;
    }
    from = line.breakEnd;
  }
  return text.length;
}

function isDelimiter(text: string, line: { start: number; end: number }, heredoc: Heredoc): boolean {
  let start = line.start;
  if (heredoc.stripsTabs) while (start < line.end && text[start] === "\t") start += 1;
  return line.end - start === heredoc.delimiter.length && text.startsWith(heredoc.delimiter, start);
}
