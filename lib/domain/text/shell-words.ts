/** A word as the shell would pass it (quotes removed, nothing expanded) and the UTF-16 offset behind it. */
export type ShellWord = { value: string; end: number };

const WORD_END = new Set([" ", "\t", "\r", "\n", ";", "&", "|", "<", ">", "(", ")"]);
const SPECIAL = new Set([...WORD_END, "'", '"', "\\", "$", "`"]);
const ANSI_C: Record<string, string> = { n: "\n", t: "\t", r: "\r", "0": "\0", e: "\x1b", a: "\x07", b: "\b" };

/** Moves over spaces, tabs, lone CRs and escaped line breaks, but not over line breaks. */
export function skipBlanks(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const char = text[i];
    if (char === " " || char === "\t" || char === "\r") i += 1;
    else if (char === "\\" && text[i + 1] === "\n") i += 2;
    else if (char === "\\" && text.startsWith("\r\n", i + 1)) i += 3;
    else break;
  }
  return i;
}

/** Reads one word at `at` by the quoting rules of POSIX shells; an unclosed quote runs to the end. Linear. */
export function readWord(text: string, at: number): ShellWord {
  let value = "";
  let i = at;
  while (i < text.length) {
    const char = text[i] ?? "";
    if (WORD_END.has(char) && !isProcessSubstitution(text, i)) break;
    const piece = readPiece(text, i, char);
    value += piece.value;
    i = piece.end;
  }
  return { value, end: i };
}

function isProcessSubstitution(text: string, at: number): boolean {
  return (text[at] === "<" || text[at] === ">") && text[at + 1] === "(";
}

function readPiece(text: string, at: number, char: string): ShellWord {
  const next = text[at + 1];
  if (char === "'") return readUntil(text, at + 1, "'");
  if (char === '"') return readDoubleQuoted(text, at + 1);
  if (char === "`") return readRaw(text, at, text.indexOf("`", at + 1));
  if (char === "\\") return { value: next === "\n" ? "" : (next ?? ""), end: Math.min(at + 2, text.length) };
  if (char === "$" && next === "'") return readAnsiC(text, at + 2);
  if ((char === "$" || char === "<" || char === ">") && next === "(") return readParenthesised(text, at);
  let end = at + 1;
  while (end < text.length && !SPECIAL.has(text[end] ?? "")) end += 1;
  return { value: text.slice(at, end), end };
}

function readUntil(text: string, from: number, quote: string): ShellWord {
  const close = text.indexOf(quote, from);
  if (close === -1) return { value: text.slice(from), end: text.length };
  return { value: text.slice(from, close), end: close + 1 };
}

function readRaw(text: string, from: number, last: number): ShellWord {
  const end = last === -1 ? text.length : last + 1;
  return { value: text.slice(from, end), end };
}

/** Inside double quotes a backslash escapes only `$`, a backtick, `"`, itself and a line break. */
function readDoubleQuoted(text: string, from: number): ShellWord {
  const parts: string[] = [];
  let copied = from;
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '"') return { value: parts.join("") + text.slice(copied, i), end: i + 1 };
    if (text[i] !== "\\") continue;
    const next = text[i + 1] ?? "";
    if ('$`"\\\n'.includes(next)) {
      parts.push(text.slice(copied, i), next === "\n" ? "" : next);
      copied = i + 2;
    }
    i += 1;
  }
  return { value: parts.join("") + text.slice(copied), end: text.length };
}

function readAnsiC(text: string, from: number): ShellWord {
  const parts: string[] = [];
  let copied = from;
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "'") return { value: parts.join("") + text.slice(copied, i), end: i + 1 };
    if (text[i] !== "\\") continue;
    const next = text[i + 1] ?? "";
    parts.push(text.slice(copied, i), ANSI_C[next] ?? next);
    copied = i + 2;
    i += 1;
  }
  return { value: parts.join("") + text.slice(copied), end: text.length };
}

/** `$(...)`, `<(...)`: kept as written, by counting parentheses; quotes inside are not looked into. */
function readParenthesised(text: string, at: number): ShellWord {
  let depth = 0;
  for (let i = at + 1; i < text.length; i += 1) {
    if (text[i] === "(") depth += 1;
    else if (text[i] === ")") depth -= 1;
    if (depth === 0) return readRaw(text, at, i);
  }
  return readRaw(text, at, -1);
}
