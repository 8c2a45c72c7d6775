import { operands } from "./step-kind-target.ts";

/** Programs that run the rest of their words: options that take a value, and own operands before the command. */
const WRAPPERS = new Map<string, { valueOptions: readonly string[]; operands: number }>([
  ["sudo", { valueOptions: ["-u", "-g", "-C", "-h", "-p"], operands: 0 }],
  ["doas", { valueOptions: ["-u"], operands: 0 }],
  ["env", { valueOptions: ["-u", "-C", "--unset", "--chdir"], operands: 0 }],
  ["timeout", { valueOptions: ["-s", "-k", "--signal", "--kill-after"], operands: 1 }],
  ["nice", { valueOptions: ["-n"], operands: 0 }],
  ["ionice", { valueOptions: ["-c", "-n"], operands: 0 }],
  ["stdbuf", { valueOptions: ["-i", "-o", "-e"], operands: 0 }],
  ["time", { valueOptions: ["-o", "-f"], operands: 0 }],
  ["nohup", { valueOptions: [], operands: 0 }],
  ["setsid", { valueOptions: [], operands: 0 }],
  ["command", { valueOptions: [], operands: 0 }],
  ["builtin", { valueOptions: [], operands: 0 }],
  ["exec", { valueOptions: ["-a"], operands: 0 }],
  ["unbuffer", { valueOptions: [], operands: 0 }],
  ["xvfb-run", { valueOptions: ["-s", "-n"], operands: 0 }],
]);
/** `poetry run pytest`: two words that run the rest. */
const RUNNERS = new Map([
  ["poetry", "run"],
  ["pipenv", "run"],
  ["uv", "run"],
  ["pdm", "run"],
  ["hatch", "run"],
  ["rye", "run"],
  ["conda", "run"],
  ["bundle", "exec"],
]);
const RUNNER_OPTIONS = ["-n", "--name", "-p", "--prefix", "--with", "--python", "--extra", "--group"];
const KEYWORDS = new Set("then do else elif if while until ! { } fi done esac".split(" "));
/** Headers of compound commands; what they do stands in the commands behind them. */
const HEADERS = new Set(["for", "case", "select", "function"]);

/** Prefixes looked through; each step copies the rest of the words. */
const MAX_PREFIXES = 40;

/** The words of the command that really runs: assignments, shell keywords and wrappers removed. */
export function unwrap(words: readonly string[]): string[] {
  let rest = [...words];
  for (let step = 0; step < MAX_PREFIXES; step += 1) {
    const next = unwrapOnce(rest);
    if (next.length === rest.length) break;
    rest = next;
  }
  return rest;
}

function unwrapOnce(words: string[]): string[] {
  const first = words[0] ?? "";
  if (KEYWORDS.has(first) || /^[A-Za-z_]\w{0,80}\+?=/.test(first.slice(0, 90))) return words.slice(1);
  if (HEADERS.has(first)) return [];
  const wrapper = WRAPPERS.get(first);
  if (wrapper !== undefined) return afterOptions(words, 1, wrapper.valueOptions, wrapper.operands);
  if (RUNNERS.get(first) === words[1]) return afterOptions(words, 2, RUNNER_OPTIONS, 0);
  if (first === "coverage" && words[1] === "run") return ["python", ...words.slice(2)];
  return words;
}

/** `time` and `command` alone, or with nothing left to run, stay as they are. */
function afterOptions(words: string[], from: number, valueOptions: readonly string[], own: number): string[] {
  const firstOperand = operands(["", ...words.slice(from)], valueOptions)[0];
  if (firstOperand === undefined) return words;
  let at = from;
  while (at < words.length && (words[at] ?? "").startsWith("-")) at += valueOptions.includes(words[at] ?? "") ? 2 : 1;
  const rest = words.slice(at + own);
  return rest.length === 0 ? words : rest;
}
