import { parseFileView } from "./file-view.ts";
import { tailLines } from "./line-window.ts";
import { lineAt } from "./lines.ts";

const TRACEBACK = "Traceback (most recent call last):";
/** A traceback further from the end was followed by other output and says nothing about the step. */
const MAX_TRACEBACK = 65_536;
/** Lines that may follow the exception: a message of several lines, the shell's state. */
const MAX_AFTER = 12;
const NODE_TAIL = 40;
const FRAME = "\n    at ";

/** True when an output is a file shown with line numbers: what it quotes is not what happened. */
export function isNumberedListing(observation: string): boolean {
  const view = parseFileView(observation);
  return view !== null && view.lines.length > 0;
}

/**
 * The reason when an output ends in a Python traceback (header at a line's start, indented frames, an exception at the
 * line's start, little behind it) or in a JavaScript error with its stack; else null.
 */
export function tracebackEnd(observation: string): string | null {
  const from = Math.max(0, observation.length - MAX_TRACEBACK);
  const at = observation.includes(TRACEBACK) ? observation.lastIndexOf(TRACEBACK) : -1;
  const isHeader = at >= from && (at === 0 || observation[at - 1] === "\n");
  if (isHeader && endsInException(observation, at)) return "Python traceback";
  if (!observation.includes(FRAME)) return null;
  return endsInStack(tailLines(observation, NODE_TAIL)) ? "uncaught exception" : null;
}

function endsInException(text: string, header: number): boolean {
  let next = lineAt(text, header).breakEnd;
  let frames = 0;
  while (
    next < text.length &&
    (text[next] === " " || text[next] === "\t" || text[next] === "\n" || text[next] === "\r")
  ) {
    next = lineAt(text, next).breakEnd;
    frames += 1;
  }
  const exception = lineAt(text, next);
  const words = text.slice(exception.start, Math.min(exception.end, exception.start + 200));
  if (frames === 0 || !/^[A-Za-z_][\w.]{0,120}(?::|$)/.test(words)) return false;
  let after = 0;
  for (let from = exception.breakEnd; from < text.length && after <= MAX_AFTER; after += 1)
    from = lineAt(text, from).breakEnd;
  return after <= MAX_AFTER;
}

/** `TypeError: ...` at a line's start, directly followed by `    at frame` lines. */
function endsInStack(lines: readonly string[]): boolean {
  return lines.some((line, index) => {
    const isFrame = (lines[index + 1] ?? "").startsWith("    at ");
    return isFrame && /^(?:Uncaught )?[A-Z]\w{0,60}(?:Error|Exception)\b/.test(line);
  });
}
