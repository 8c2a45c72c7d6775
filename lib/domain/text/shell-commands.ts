import { type Heredoc, readHeredocs } from "./shell-heredoc.ts";
import { readWord, skipBlanks } from "./shell-words.ts";

/** `>`, `>>`, `<`, `<<<` and their kin on standard input or output; other descriptors are dropped. */
export type Redirect = { op: string; target: string };

/** One simple command. `start` and `end` are UTF-16 offsets of its own words and redirects in the parsed text. */
export type ShellCommand = {
  words: string[];
  redirects: Redirect[];
  heredoc: Heredoc | null;
  /** The operator before it: "" for the first, "|" inside a pipeline, else one of `;` `&&` `||` `&` newline parens. */
  joinedBy: string;
  start: number;
  end: number;
};

type Parser = { text: string; at: number; done: ShellCommand[]; open: ShellCommand; pending: Heredoc[] };

const OPERATORS = ["&&", "||", "|&", ";;", "|", ";", "&", "(", ")"] as const;
const REDIRECTS = ["&>>", "<<<", "<<-", "&>", "<<", ">>", ">&", "<&", ">|", "<>", ">", "<"] as const;

/**
 * Splits a command line into simple commands: quotes, `$(...)`, comments, redirects and here-documents of the POSIX
 * shell grammar, nothing expanded. Never throws: an unclosed quote runs to the end. Linear in the text.
 */
export function parseShell(text: string): ShellCommand[] {
  const parser: Parser = { text, at: 0, done: [], open: emptyCommand("", 0), pending: [] };
  while (parser.at < text.length) {
    parser.at = skipBlanks(text, parser.at);
    if (parser.at < text.length) readToken(parser);
  }
  closeCommand(parser, "");
  return parser.done;
}

function emptyCommand(joinedBy: string, at: number): ShellCommand {
  return { words: [], redirects: [], heredoc: null, joinedBy, start: at, end: at };
}

function closeCommand(parser: Parser, operator: string): void {
  const { open } = parser;
  if (open.words.length > 0 || open.redirects.length > 0 || open.heredoc !== null) {
    parser.done.push(open);
    parser.open = emptyCommand(operator, parser.at);
  } else if (open.joinedBy !== "|") {
    open.joinedBy = parser.done.length === 0 ? "" : operator;
  }
}

function readToken(parser: Parser): void {
  const { text, at } = parser;
  const char = text[at] ?? "";
  if (char === "\n") {
    parser.at += 1;
    if (parser.pending.length > 0) parser.at = readHeredocs(text, parser.at, parser.pending);
    parser.pending = [];
    return closeCommand(parser, ";");
  }
  if (char === "#") {
    const lineEnd = text.indexOf("\n", at);
    parser.at = lineEnd === -1 ? text.length : lineEnd;
    return;
  }
  const redirect = "<>&".includes(char) ? REDIRECTS.find((op) => text.startsWith(op, at)) : undefined;
  const isSubstitution = redirect?.length === 1 && text[at + 1] === "(";
  if (redirect !== undefined && !isSubstitution) return readRedirect(parser, redirect);
  const operator = "&|;()".includes(char) ? OPERATORS.find((op) => text.startsWith(op, at)) : undefined;
  if (operator !== undefined) {
    parser.at += operator.length;
    return closeCommand(parser, operator === "|&" ? "|" : operator);
  }
  const word = readWord(text, at);
  appendWord(parser, word.value, word.end);
}

function appendWord(parser: Parser, value: string, end: number): void {
  const { open } = parser;
  if (open.words.length === 0 && open.redirects.length === 0 && open.heredoc === null) open.start = parser.at;
  open.words.push(value);
  open.end = end;
  parser.at = end;
}

/** `2>`, `3<`: the digits were read as a word that touches the operator. */
function takeDescriptor(parser: Parser): number | null {
  const { open, at } = parser;
  const last = open.words.at(-1);
  if (open.end !== at || last === undefined || !/^\d{1,2}$/.test(last.slice(0, 3))) return null;
  open.words.pop();
  return Number(last);
}

function readRedirect(parser: Parser, op: string): void {
  const { text, open } = parser;
  const start = parser.at;
  const descriptor = takeDescriptor(parser);
  const word = readWord(text, skipBlanks(text, start + op.length));
  if (open.words.length === 0 && open.redirects.length === 0 && open.heredoc === null) open.start = start;
  // An operator with nothing behind it must still move the parser on.
  parser.at = Math.max(word.end, start + op.length);
  open.end = parser.at;
  if (op === "<<" || op === "<<-") {
    const heredoc: Heredoc = { delimiter: word.value, stripsTabs: op === "<<-", start: 0, end: 0, isTerminated: false };
    parser.pending.push(heredoc);
    open.heredoc = heredoc;
  } else if ((descriptor ?? 1) <= 1 && op !== ">&" && op !== "<&") {
    open.redirects.push({ op, target: word.value });
  }
}

/** Groups commands that are joined by `|`. */
export function pipelines(commands: readonly ShellCommand[]): ShellCommand[][] {
  const groups: ShellCommand[][] = [];
  for (const command of commands) {
    const last = groups.at(-1);
    if (command.joinedBy === "|" && last !== undefined) last.push(command);
    else groups.push([command]);
  }
  return groups;
}

/** The file a command writes by redirect, with how; null for none, for devices and for descriptors. */
export function writtenFile(command: ShellCommand): { path: string; isAppend: boolean } | null {
  const redirect = command.redirects.find(({ op, target }) => op.includes(">") && isFile(target));
  return redirect === undefined ? null : { path: redirect.target, isAppend: redirect.op.endsWith(">>") };
}

function isFile(target: string): boolean {
  return target !== "" && !target.startsWith("/dev/") && !target.startsWith("&");
}
