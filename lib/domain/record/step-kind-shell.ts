import { parseShell, pipelines, type ShellCommand, writtenFile } from "../text/shell-commands.ts";
import type { StepKind } from "./step.ts";
import { GLOBAL_VALUE_OPTIONS, kindOfProgram, programName, readTarget, searchTarget } from "./step-kind-programs.ts";
import { unwrap } from "./step-kind-prefixes.ts";
import { oneLine, operands, optionValue, type StepClass } from "./step-kind-target.ts";

/** Sub-commands of `str_replace_editor`. */
export const EDITOR_KINDS: ReadonlyMap<string, StepKind> = new Map([
  ["view", "read"],
  ["create", "edit"],
  ["str_replace", "edit"],
  ["insert", "edit"],
  ["undo_edit", "edit"],
]);

/** Commands that only prepare the shell or print a note; a line made of nothing else is a shell step. */
const QUIET = new Set(
  "cd pushd popd export unset set shopt source . alias true : sleep wait trap umask ulimit conda pyenv nvm module pwd clear".split(
    " ",
  ),
);
/** Producers: at the head of a pipeline the command behind them is the one that matters. */
const PRODUCERS = new Set(["echo", "printf", "yes", "seq"]);
/** What changed or checked something speaks for a line of several commands, wherever it stands. */
const LOUD = new Set<StepKind>(["submit", "edit", "test"]);
/** mini-swe-agent hands in by echoing one of these. */
const SUBMIT_ECHOES = ["COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT", "MINI_SWE_AGENT_FINAL_OUTPUT"];
const MAX_DEPTH = 3;

/**
 * Classifies a command line. Of a pipeline the first meaningful command decides, behind `cd`, assignments and wrappers
 * such as env, timeout, sudo; of a list the first edit, test or submit, else its first pipeline.
 */
export function classifyShell(text: string, depth = 0): StepClass {
  const aci = rangeEdit(text);
  if (aci !== null) return aci;
  const classes = pipelines(parseShell(text))
    .map((pipeline) => classifyPipeline(text, pipeline, depth))
    .filter((found) => found !== null);
  const submit = classes.find(({ kind }) => kind === "submit");
  const loud = submit ?? classes.find(({ kind }) => LOUD.has(kind));
  return loud ?? classes[0] ?? quietClass(text);
}

/** SWE-agent `edit 12:20` carries raw code behind its first line, which no shell grammar fits. */
function rangeEdit(text: string): StepClass | null {
  const words = text.trimStart().slice(0, 400).split("\n", 1)[0]?.trim().split(/\s+/) ?? [];
  const range = words[1] ?? "";
  if (words[0] !== "edit" || !/^\d{1,9}:\d{1,9}$/.test(range.slice(0, 20))) return null;
  return { kind: "edit", actionType: "edit", target: oneLine(words.slice(1).join(" ")) };
}

function quietClass(text: string): StepClass {
  const words = parseShell(text)[0]?.words ?? [];
  if (words.length === 0)
    return { kind: text.trim() === "" ? "other" : "shell", actionType: "", target: oneLine(text) };
  return { kind: "shell", actionType: programName(words), target: oneLine(text) };
}

function classifyPipeline(text: string, pipeline: readonly ShellCommand[], depth: number): StepClass | null {
  const last = pipeline.at(-1);
  for (const [index, command] of pipeline.entries()) {
    const words = unwrap(command.words);
    const name = programName(words);
    if (isSubmitEcho(words)) return { kind: "submit", actionType: name, target: oneLine(words.slice(1).join(" ")) };
    if (isSkipped(command, words, index < pipeline.length - 1)) continue;
    const script = scriptOf(words);
    if (script !== null && depth < MAX_DEPTH) return classifyShell(script, depth + 1);
    const whole = text.slice(command.start, last?.end ?? command.end);
    return classifyWords(command, words, withoutPrefix(whole, command.words, words));
  }
  return null;
}

function isSubmitEcho(words: readonly string[]): boolean {
  return words[0] === "echo" && SUBMIT_ECHOES.some((mark) => words.slice(1).join(" ").startsWith(mark));
}

function isSkipped(command: ShellCommand, words: readonly string[], hasNext: boolean): boolean {
  const name = programName(words);
  if (name === "") return writtenFile(command) === null;
  return QUIET.has(name) || (hasNext && PRODUCERS.has(name));
}

/** The script of `bash -c script`, `sh -lc script`. */
function scriptOf(words: readonly string[]): string | null {
  if (!["bash", "sh", "zsh", "dash"].includes(programName(words))) return null;
  const flag = words.findIndex((word) => /^-[a-z]{0,4}c$/.test(word.slice(0, 8)));
  return flag === -1 ? null : (words[flag + 1] ?? null);
}

/** Drops the source of wrappers from the shown command where that is a plain search; else shows all of it. */
function withoutPrefix(whole: string, all: readonly string[], words: readonly string[]): string {
  const first = words[0] ?? "";
  if (all.length === words.length || first === "") return oneLine(whole);
  const at = whole.indexOf(first, (all[0] ?? "").length);
  return oneLine(at === -1 ? whole : whole.slice(at));
}

function classifyWords(command: ShellCommand, words: readonly string[], shown: string): StepClass {
  const actionType = programName(words);
  const written = writtenFile(command);
  const isPrinter = actionType === "" || actionType === "cat" || PRODUCERS.has(actionType);
  if (written !== null && isPrinter) return { kind: "edit", actionType, target: oneLine(written.path) };
  if (actionType === "str_replace_editor") return classifyEditor(words, shown);
  const kind = kindOfProgram(words);
  return { kind, actionType, target: targetOf(kind, command, words, shown) };
}

function classifyEditor(words: readonly string[], shown: string): StepClass {
  const path = optionValue(words, ["--path"]) ?? operands(words.slice(1))[0];
  const kind = EDITOR_KINDS.get(words[1] ?? "") ?? "other";
  return { kind, actionType: "str_replace_editor", target: oneLine(path ?? shown) };
}

function targetOf(kind: StepKind, command: ShellCommand, words: readonly string[], shown: string): string {
  switch (kind) {
    case "read":
      return oneLine(readTarget(words) ?? shown);
    case "search":
      return oneLine(searchTarget(words) ?? shown);
    case "edit":
      return oneLine(editTarget(command, words) ?? shown);
    case "submit":
      return oneLine(words.slice(1).join(" "));
    default:
      return shown;
  }
}

/** The file an editing program works on: the last operand behind the script of sed and perl, else the first, else its input. */
function editTarget(command: ShellCommand, words: readonly string[]): string | null {
  const name = programName(words);
  if (name === "sed" || name === "perl") {
    const found = operands(words, ["-e"]);
    return found.length > 1 || words.includes("-e") ? (found.at(-1) ?? null) : null;
  }
  const input = command.redirects.find(({ op }) => op === "<")?.target ?? null;
  if (name === "git") return operands(words, GLOBAL_VALUE_OPTIONS)[1] ?? input;
  return optionValue(words, ["--input"]) ?? operands(words, ["-d", "-p"])[0] ?? input;
}
