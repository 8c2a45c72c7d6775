import { addition, type EditDiff, editDiff } from "./diff-view.ts";
import { insertEdit, lineEdit, rangeEdit, textEdit } from "./edit-diff-aci.ts";
import { argumentEdit } from "./edit-diff-arguments.ts";
import { lineTexts } from "./lines.ts";
import { looksLikePatch, parsePatch } from "./patch.ts";
import { parseShell, pipelines, type ShellCommand, writtenFile } from "./shell-commands.ts";
import { commandArgument, readToolArguments } from "./tool-arguments.ts";

/** Longest action a diff is derived from, in UTF-16 units; above it the raw input is shown. */
const MAX_ACTION = 1_000_000;
const PATCH_PROGRAMS = new Set(["apply_patch", "applypatch", "patch"]);

/**
 * Derives a diff view from the words of an edit action: SWE-agent `edit A:B` and `edit 'old' 'new'`, `create`,
 * `insert`, `str_replace_editor` as a command line or as JSON arguments, here-documents, `apply_patch` and unified
 * diffs. `observation` is the step's own output and only adds path, line numbers and context. An unknown old side is
 * left out and `derivedFrom` says so. Null when the action holds no such edit (`sed -i` stays a command line).
 */
export function deriveEditDiff(action: string, observation = ""): EditDiff | null {
  if (action.length > MAX_ACTION) return null;
  const args = readToolArguments(action);
  if (args !== null) {
    const command = commandArgument(args);
    return argumentEdit(args, observation) ?? (command === null ? null : fromText(command, observation));
  }
  return fromText(action, observation);
}

function fromText(action: string, observation: string): EditDiff | null {
  const ranged = rangeEdit(action, observation);
  if (ranged !== null) return ranged;
  if (looksLikePatch(action)) return parsePatch(action);
  const commands = parseShell(action);
  const first = commands[0];
  const aci = first === undefined ? null : fromAci(first.words, observation);
  return aci ?? fromHeredocs(action, commands);
}

function fromAci(words: readonly string[], observation: string): EditDiff | null {
  const [program, first, second] = words;
  if (first === undefined) return null;
  switch (program) {
    case "edit":
      return second === undefined ? null : textEdit(first, second, observation);
    case "insert":
      return insertEdit(first, second, observation);
    case "create":
      return words.length === 2 ? editDiff(first, "create, an empty file", []) : null;
    case "apply_patch":
    case "applypatch":
      return looksLikePatch(first) ? parsePatch(first) : null;
    case "str_replace_editor":
      return fromEditor(words, observation);
    default:
      return null;
  }
}

/** `str_replace_editor <command> [path] --path p --old_str o --new_str n --file_text t --insert_line l`. */
function fromEditor(words: readonly string[], observation: string): EditDiff | null {
  const option = (name: string) => optionText(words, `--${name}`);
  const operand = words[2]?.startsWith("--") ? null : (words[2] ?? null);
  const path = option("path") ?? operand;
  const added = option("new_str") ?? "";
  switch (words[1]) {
    case "create":
      return editDiff(path, "create command", [addition(option("file_text") ?? "", 1)]);
    case "insert":
      return lineEdit(path, added, Number(option("insert_line") ?? Number.NaN), "insert command");
    case "str_replace":
      return textEdit(option("old_str") ?? "", added, observation, { path, derivedFrom: "str_replace command" });
    default:
      return null;
  }
}

function optionText(words: readonly string[], name: string): string | null {
  const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = words[at];
  if (word === undefined) return null;
  return word === name ? (words[at + 1] ?? "") : word.slice(name.length + 1);
}

/** The first file or patch written from a here-document; further ones are counted in `derivedFrom`. */
function fromHeredocs(action: string, commands: readonly ShellCommand[]): EditDiff | null {
  const edits = pipelines(commands)
    .map((pipeline) => fromHeredoc(action, pipeline))
    .filter((edit) => edit !== null);
  const [first] = edits;
  if (first === undefined || edits.length === 1) return first ?? null;
  return { ...first, derivedFrom: `${first.derivedFrom}; first of ${edits.length} in this command` };
}

/** The document may be written by its own command or by one behind it: `cat <<EOF | tee file`. */
function fromHeredoc(action: string, pipeline: readonly ShellCommand[]): EditDiff | null {
  const source = pipeline.findIndex(({ heredoc }) => heredoc !== null);
  const heredoc = pipeline[source]?.heredoc ?? null;
  if (heredoc === null) return null;
  const raw = action.slice(heredoc.start, heredoc.end);
  const body = heredoc.stripsTabs ? lineTexts(raw).map(withoutTabs).join("\n") : raw;
  for (const command of pipeline.slice(source)) {
    const words = command.words[0] === "sudo" ? command.words.slice(1) : command.words;
    if (PATCH_PROGRAMS.has(words[0] ?? "") || (words[0] === "git" && words[1] === "apply")) return parsePatch(body);
    const target = writeTarget(command, words);
    if (target === null) continue;
    const how = target.isAppend ? "heredoc append" : "heredoc write, earlier content unknown";
    const derivedFrom = heredoc.isTerminated ? how : `${how}, unterminated`;
    return editDiff(target.path, derivedFrom, [addition(body, target.isAppend ? null : 1)]);
  }
  return null;
}

function writeTarget(command: ShellCommand, words: readonly string[]): { path: string; isAppend: boolean } | null {
  const [program = ""] = words;
  if (program === "cat" || program === "") return writtenFile(command);
  if (program !== "tee") return null;
  const path = words.slice(1).find((word) => !word.startsWith("-"));
  if (path === undefined || path.startsWith("/dev/")) return null;
  return { path, isAppend: words.includes("-a") || words.includes("--append") };
}

function withoutTabs(line: string): string {
  let at = 0;
  while (line[at] === "\t") at += 1;
  return line.slice(at);
}
