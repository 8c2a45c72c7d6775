import type { StepKind } from "./step.ts";
import { operands, optionValue } from "./step-kind-target.ts";

/** Programs whose name alone decides; the second half of each line are SWE-agent ACI commands. */
const PROGRAMS: readonly (readonly [StepKind, string])[] = [
  ["read", "cat head tail less more nl bat batcat zcat xxd hexdump od open goto scroll_up scroll_down"],
  ["search", "grep egrep fgrep zgrep rg ag ack find fd fdfind locate tree search_dir search_file find_file"],
  ["edit", "tee patch apply_patch applypatch ed ex vi vim nvim nano emacs create edit insert undo_edit"],
  ["test", "pytest py.test tox nox nosetests nose2 trial vitest jest mocha ava rspec phpunit ctest bats runtests.py"],
  ["submit", "submit"],
];
const KIND_OF_PROGRAM = new Map(
  PROGRAMS.flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind] as const)),
);
/** `program sub-command` pairs. */
const SUB_COMMANDS = new Map<string, StepKind>([
  ["git apply", "edit"],
  ["git am", "edit"],
  ["git grep", "search"],
  ["git ls-files", "search"],
  ["git show", "read"],
  ["git diff", "read"],
  ["git log", "read"],
  ["git blame", "read"],
  ...[
    "go",
    "cargo",
    "dotnet",
    "mix",
    "swift",
    "deno",
    "mvn",
    "gradle",
    "gradlew",
    "rake",
    "sbt",
    "bazel",
    "zig",
    "flutter",
    "dart",
  ].map((program) => [`${program} test`, "test"] as const),
  ...["make test", "make check", "make tests", "cargo nextest", "rake spec"].map((pair) => [pair, "test"] as const),
]);
const PACKAGE_RUNNERS = new Set(["npm", "npx", "pnpm", "yarn", "bun", "bunx"]);
const PASS_THROUGH = new Set(["run", "exec", "dlx", "x", "run-script"]);
const TEST_MODULES = new Set(["pytest", "unittest", "nose", "nose2", "tox", "nox", "twisted.trial", "doctest"]);
/** Options of git, make and package runners that take a value and stand before the sub-command. */
export const GLOBAL_VALUE_OPTIONS = [
  "-C",
  "-c",
  "-f",
  "--prefix",
  "--git-dir",
  "--filter",
  "-w",
  "--workspace",
  "-p",
  "--package",
];

/** The command's own name: the first word without its directory. */
export function programName(words: readonly string[]): string {
  const first = words[0] ?? "";
  return first.slice(first.lastIndexOf("/") + 1) || first;
}

/** The kind of a simple command, by its program, sub-command and telling options; `shell` when none tells. */
export function kindOfProgram(words: readonly string[]): StepKind {
  const name = programName(words);
  if (name.startsWith("exit_")) return "submit";
  if (name === "sed" || name === "perl") return kindOfStreamEditor(name, words);
  if (name === "ls") return words.some((word) => /^-[a-zA-Z1]{0,12}R/.test(word.slice(0, 20))) ? "search" : "shell";
  if (name === "find" || name === "fd") return kindOfFind(words);
  if (PACKAGE_RUNNERS.has(name)) return isPackageTest(words) ? "test" : "shell";
  if (/^(?:python|pypy)[\d.]{0,6}$/.test(name.slice(0, 20))) return isPythonTest(words) ? "test" : "shell";
  if (name === "manage.py" || name === "setup.py") return words[1] === "test" ? "test" : "shell";
  const hasNoInput = (name === "cat" || name === "tee") && operands(words).length === 0;
  if (hasNoInput) return "shell";
  const subCommand = operands(words, GLOBAL_VALUE_OPTIONS)[0] ?? "";
  return KIND_OF_PROGRAM.get(name) ?? SUB_COMMANDS.get(`${name} ${subCommand}`) ?? "shell";
}

function kindOfStreamEditor(name: string, words: readonly string[]): StepKind {
  const flags = words.filter((word) => word.startsWith("-"));
  const inPlace = name === "sed" ? /^-[nErsuz]{0,6}i/ : /^-[pnlwa0]{0,6}i/;
  if (flags.some((flag) => inPlace.test(flag.slice(0, 12)) || flag.startsWith("--in-place"))) return "edit";
  const isPrinting = flags.some((flag) => /^-[Ersuz]{0,6}n/.test(flag.slice(0, 12)) || flag === "--quiet");
  return name === "sed" && isPrinting ? "read" : "shell";
}

function kindOfFind(words: readonly string[]): StepKind {
  if (words.includes("-delete")) return "shell";
  const run = words.findIndex((word) => word === "-exec" || word === "-execdir");
  const inner = run === -1 ? "search" : kindOfProgram(words.slice(run + 1));
  return inner === "edit" ? "edit" : "search";
}

function isPackageTest(words: readonly string[]): boolean {
  const rest = operands(words, GLOBAL_VALUE_OPTIONS).filter((word) => !PASS_THROUGH.has(word));
  const first = rest[0] ?? "";
  if (KIND_OF_PROGRAM.get(first) === "test" || /^(?:t|test|tests)(?::|$)/.test(first.slice(0, 12))) return true;
  return (first === "playwright" || first === "cypress" || first === "ng") && /^(?:test|run)$/.test(rest[1] ?? "");
}

function isPythonTest(words: readonly string[]): boolean {
  const module = optionValue(words, ["-m"]);
  if (module !== null) return TEST_MODULES.has(module) || (module === "coverage" && words.includes("pytest"));
  const [script = "", command = ""] = operands(words, ["-W", "-X", "-c"]);
  const name = programName([script]);
  if (words.includes("-c")) return false;
  if (name === "manage.py" || name === "setup.py") return command === "test";
  return KIND_OF_PROGRAM.get(name) === "test" || `${script} `.endsWith("bin/test ");
}

/** The file a reading command shows: the first operand, behind the script of sed; null when there is none. */
export function readTarget(words: readonly string[]): string | null {
  const name = programName(words);
  if (name === "git") return operands(words, GLOBAL_VALUE_OPTIONS)[1] ?? null;
  const found = operands(words, name === "sed" ? ["-e"] : ["-n", "-c", "-s", "-w", "-v", "-N"]);
  const isScriptFirst = name === "sed" && !words.includes("-e");
  return found[isScriptFirst ? 1 : 0] ?? null;
}

const GREP_VALUE_OPTIONS = [
  "-A",
  "-B",
  "-C",
  "-m",
  "-f",
  "-g",
  "-t",
  "-T",
  "--include",
  "--exclude",
  "--exclude-dir",
  "--glob",
  "--type",
];

/** What a searching command looks for: a pattern, a name, else the place. */
export function searchTarget(words: readonly string[]): string | null {
  const name = programName(words);
  if (name === "find") {
    const query = optionValue(words, ["-name", "-iname", "-path", "-ipath", "-wholename", "-regex"]);
    return query ?? operands(words)[0] ?? null;
  }
  const pattern = optionValue(words, ["-e", "--regexp"]);
  if (name === "git") return pattern ?? operands(words, GREP_VALUE_OPTIONS)[1] ?? null;
  return pattern ?? operands(words, GREP_VALUE_OPTIONS)[0] ?? null;
}
