import { headLines, tailLines } from "./line-window.ts";
import { readExitCode } from "./exit-text.ts";
import { isNumberedListing, tracebackEnd } from "./error-blocks.ts";
import { parseTestSummary } from "./test-summary.ts";

/** `reason` is a short phrase that never quotes the output; null when there is no error. */
export type ErrorSign = { isError: boolean; reason: string | null };

type Rule = { reason: string; pattern: RegExp };

/** Lines at the top among which the first that is not blank may be a tool's refusal. */
const HEAD_LINES = 4;
/** A runner's summary stands this near to the end of its output; further up it is quoted. */
const SUMMARY_LINES = 30;
/** Lines at the end where a last word of a shell or program may stand, blank ones not counted. */
const LAST_LINES = 3;
/** Lines searched for a stack trace or a compiler's message. */
const TAIL_LINES = 60;

/** What editing tools say first when they refuse; their shell still exits with 0. */
const EDIT_REFUSALS: readonly Rule[] = [
  { reason: "edit refused: syntax error", pattern: /^Your proposed edit has introduced new syntax error/ },
  { reason: "edit not applied", pattern: /^Your edit was not applied/ },
  { reason: "edit not applied", pattern: /^(?:ERROR:? )?No replacement was performed/ },
];
const TOOL_REFUSALS: readonly Rule[] = [
  { reason: "tool error", pattern: /^(?:<tool_use_error>|ERROR:$)/ },
  { reason: "file not found", pattern: /^File \S{1,300} not found\.?$/ },
];
/** Programs log this too: it counts only as all there is to say. */
const BRIEF_REFUSAL: Rule = { reason: "tool error", pattern: /^(?:Error|ERROR|Tool error): \S/ };
const BRIEF_LINES = 2;

/** What shells and programs say last when they give up. */
const LAST_WORDS: readonly Rule[] = [
  { reason: "command not found", pattern: /^[^\s:]{1,120}: [^\n]{0,240}: command not found$/ },
  { reason: "command not found", pattern: /^(?:zsh|\(eval\)):(?:\d{1,5}:)? command not found: / },
  { reason: "command not found", pattern: /^(?:\/bin\/)?(?:da)?sh: [^\n]{1,240}: not found$/ },
  {
    reason: "shell error",
    pattern: /^(?:bash|sh|zsh|-bash|\/bin\/bash|\/bin\/sh): [^\n]{0,40}(?:syntax error|unexpected EOF)/,
  },
  {
    reason: "file or permission error",
    pattern:
      /^(?:\/(?:usr\/)?bin\/)?[a-z][a-z0-9_+-]{0,20}: [^\n]{0,320}(?:No such file or directory|Permission denied|Is a directory|Not a directory|Directory not empty)$/,
  },
  { reason: "patch not applied", pattern: /^\d{1,5} out of \d{1,5} hunks? (?:FAILED|failed|ignored)/ },
  { reason: "timed out", pattern: /^EXECUTION TIMED OUT|^Command timed out|^The command (?:was cancelled|timed out)/ },
  { reason: "git error", pattern: /^(?:fatal|error): \S/ },
  { reason: "build failed", pattern: /^make(?:\[\d{1,2}\])?: \*\*\* |^npm (?:ERR!|error) |^error Command failed/ },
  { reason: "crash", pattern: /^Segmentation fault|^Aborted \(core dumped\)|^Killed$/ },
  { reason: "syntax error", pattern: /^(?:SyntaxError|IndentationError|TabError): / },
];

/** Messages that stand at a line's start anywhere near the end and are written by no listing. */
const TAIL_SIGNS: readonly Rule[] = [
  { reason: "compile error", pattern: /^error\[E\d{4}\]: |^error: could not compile / },
  { reason: "type error", pattern: /^\S{1,200}\(\d{1,7},\d{1,7}\): error TS\d{2,6}: / },
  { reason: "compile error", pattern: /^[^\s:]{1,200}:\d{1,7}:\d{1,7}: (?:fatal )?error: / },
  { reason: "uncaught exception", pattern: /^Uncaught [A-Z]\w{0,60}(?:Error|Exception)\b|^Exception in thread "/ },
  { reason: "panic", pattern: /^panic: \S|^thread '[^'\n]{1,80}' (?:\(\d{1,12}\) )?panicked at / },
];

/** Every sign of the tail holds one of these. */
const TAIL_MARKS = ["error", "Uncaught ", "Exception in thread ", "panic"];

const none: ErrorSign = { isError: false, reason: null };
const error = (reason: string): ErrorSign => ({ isError: true, reason });

/**
 * Whether an output shows that its step failed, for sources that do not say. An exit code, given or written in the
 * output by the agent's harness, decides; behind an exit code of 0 only failed tests and refused edits still speak,
 * since a pipe hides the runner's own code. Without one, only patterns at a line's start near the beginning or the end
 * count, never the mere word, and never a numbered file listing. A missed error is better than an invented one.
 */
export function inferError(observation: string, exitCode: number | null = null): ErrorSign {
  const code = exitCode ?? readExitCode(observation);
  if (code !== null && code !== 0) return error(`exit code ${code}`);
  const refusal = refusalOf(headLines(observation, HEAD_LINES).filter(isWorded), code === 0);
  if (refusal !== null) return error(refusal);
  if (isNumberedListing(observation)) return none;
  const summary = parseTestSummary(observation, SUMMARY_LINES);
  if (summary !== null && summary.failed > 0) {
    return error(summary.failed === 1 ? "1 failed test" : `${summary.failed} failed tests`);
  }
  const isPassed = summary !== null && summary.passed > 0;
  return code === 0 || isPassed ? none : inferFromEnd(observation);
}

function refusalOf(opening: readonly string[], hasSucceeded: boolean): string | null {
  const rules = [...EDIT_REFUSALS];
  if (!hasSucceeded) rules.push(...TOOL_REFUSALS);
  if (!hasSucceeded && opening.length <= BRIEF_LINES) rules.push(BRIEF_REFUSAL);
  return firstRule(rules, opening.slice(0, 1));
}

function inferFromEnd(observation: string): ErrorSign {
  const isSigned = TAIL_MARKS.some((mark) => observation.includes(mark));
  const tail = wordedTail(observation, isSigned);
  const reason =
    tracebackEnd(observation) ?? firstRule(LAST_WORDS, tail.slice(-LAST_LINES)) ?? firstRule(TAIL_SIGNS, tail);
  return reason === null ? none : error(reason);
}

/** Lines at the end that say something: all of the tail where one may show an error, else the last ones. */
function wordedTail(observation: string, isSigned: boolean): string[] {
  const last = isSigned ? [] : tailLines(observation, 2 * LAST_LINES).filter(isWorded);
  return last.length >= LAST_LINES ? last : tailLines(observation, TAIL_LINES).filter(isWorded);
}

function isWorded(line: string): boolean {
  return /\S/.test(line);
}

function firstRule(rules: readonly Rule[], lines: readonly string[]): string | null {
  return rules.find(({ pattern }) => lines.some((line) => pattern.test(line)))?.reason ?? null;
}
