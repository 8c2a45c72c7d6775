import { withoutSgr } from "./ansi.ts";
import { tailLines } from "./line-window.ts";

/** Test counts as a runner summed them up. Errors count as failed, expected failures and ignored tests as skipped. */
export type TestSummary = { passed: number; failed: number; skipped: number };

/** Lines from the end that may hold a summary. */
const TAIL_LINES = 400;
/** UTF-16 units of an output that are searched for a mark before its end is cut into lines. */
const MAX_LOOK = 65_536;

const WORDS = new Map<string, keyof TestSummary | null>([
  ["passed", "passed"],
  ["xpassed", "passed"],
  ["failed", "failed"],
  ["error", "failed"],
  ["errors", "failed"],
  ["skipped", "skipped"],
  ["xfailed", "skipped"],
  ["ignored", "skipped"],
  ["todo", "skipped"],
  ["pending", "skipped"],
  ["deselected", null],
  ["warning", null],
  ["warnings", null],
  ["rerun", null],
  ["total", null],
  ["measured", null],
]);

/** Adds up "1 failed, 2 passed"; null when a part is not a count with a known word or no part counts tests. */
function readCounts(parts: readonly string[]): TestSummary | null {
  const summary: TestSummary = { passed: 0, failed: 0, skipped: 0 };
  let isCounting = false;
  for (const part of parts) {
    const match = /^(\d{1,9}) ([a-z]{1,20})$/.exec(part.trim());
    const field = match === null ? undefined : WORDS.get(match[2] ?? "");
    if (match === null || field === undefined) return null;
    if (field === null) continue;
    summary[field] += Number(match[1]);
    isCounting = true;
  }
  return isCounting ? summary : null;
}

/** `=== 1 failed, 2 passed in 0.12s ===`, also without the rules (`-q`), also `no tests ran in 0.01s`. */
function readPytest(line: string): TestSummary | null {
  if (!line.includes(" in ")) return null;
  const words = trimRule(line);
  const at = words.lastIndexOf(" in ");
  if (at === -1 || !/^\d{1,9}(?:\.\d{1,9})?(?:s| seconds)(?: \(\d{1,4}:\d\d:\d\d\))?$/.test(words.slice(at + 4)))
    return null;
  const counts = words.slice(0, at);
  return counts === "no tests ran" ? { passed: 0, failed: 0, skipped: 0 } : readCounts(counts.split(","));
}

function trimRule(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && (line[start] === "=" || line[start] === " ")) start += 1;
  while (end > start && (line[end - 1] === "=" || line[end - 1] === " ")) end -= 1;
  return line.slice(start, end);
}

/** Jest `Tests:       1 failed, 2 passed, 3 total`; Vitest `Tests  1 failed | 2 passed (3)`. */
function readJavaScript(line: string): TestSummary | null {
  const words = line.trim();
  if (words.startsWith("Tests: ")) return readCounts(words.slice(7).split(","));
  if (!words.startsWith("Tests  ")) return null;
  const total = /\(\d{1,9}\)$/.exec(words);
  return total === null ? null : readCounts(words.slice(7, total.index).split("|"));
}

/** unittest and Django: `Ran 30 tests in 0.5s`, then `OK (skipped=1)` or `FAILED (failures=1, errors=2)`. */
function readUnittest(lines: readonly string[]): TestSummary | null {
  const at = lines.findLastIndex((line) => /^Ran \d{1,9} tests? in \d/.test(line));
  const verdict = lines.slice(at + 1, at + 5).find((line) => /^(?:OK|FAILED)(?: \(|$)/.test(line));
  if (at === -1 || verdict === undefined) return null;
  const total = Number(/^Ran (\d{1,9})/.exec(lines[at] ?? "")?.[1] ?? 0);
  const counts = new Map<string, number>();
  for (const part of verdict.slice(verdict.indexOf("(") + 1).split(/[,)]/)) {
    const [name = "", value = "0"] = part.trim().split("=");
    counts.set(name, Number.parseInt(value, 10));
  }
  const count = (name: string) => counts.get(name) ?? 0;
  const failed = count("failures") + count("errors") + count("unexpected successes");
  const skipped = count("skipped") + count("expected failures");
  return { passed: Math.max(0, total - failed - skipped), failed, skipped };
}

/** Cargo prints one `test result: ok. 5 passed; 0 failed; 1 ignored; ...` a target: they are added up. */
function readCargo(lines: readonly string[]): TestSummary | null {
  let sum: TestSummary | null = null;
  for (const line of lines) {
    const match = /^test result: (?:ok|FAILED)\. /.exec(line);
    const counts = match === null ? null : readCounts(line.slice(match[0].length).split(";").slice(0, 3));
    if (counts === null) continue;
    sum = sum === null ? counts : add(sum, counts);
  }
  return sum;
}

function add(a: TestSummary, b: TestSummary): TestSummary {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * Go has no sum. Top-level `--- PASS|FAIL|SKIP:` lines are counted; without `-v` passing tests print nothing, then
 * packages (`ok  pkg`, `FAIL  pkg`) stand in for what was not listed.
 */
function readGo(lines: readonly string[]): TestSummary | null {
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  const okPackages = count(/^ok {1,2}\t/);
  const failedPackages = count(/^FAIL\t\S/);
  if (okPackages + failedPackages === 0 && !lines.some((line) => line === "PASS" || line === "FAIL")) return null;
  const summary = { passed: count(/^--- PASS: /), failed: count(/^--- FAIL: /), skipped: count(/^--- SKIP: /) };
  if (summary.passed === 0) summary.passed = okPackages;
  if (summary.failed === 0) summary.failed = failedPackages;
  return summary.passed + summary.failed + summary.skipped === 0 ? null : summary;
}

/** Each runner's summary holds one of these, beside pytest's ` in 0.12s`. */
const MARKS = ["Tests:", "Tests  ", "Ran ", "test result: ", "PASS", "FAIL", "ok \t", "ok  \t"];

/** False for most outputs, so that they are not cut into lines; colours may stand inside a mark, and long ones have a short tail. */
function mayHoldSummary(output: string): boolean {
  if (output.length > MAX_LOOK || output.includes("\x1b")) return true;
  return MARKS.some((mark) => output.includes(mark)) || / in \d/.test(output);
}

/**
 * The counts of the last test summary in the final `maxLines` lines of an output: pytest, Jest, Vitest, unittest and Django,
 * Cargo, Go. Colours are looked through. Null when no runner's own summary line is there; words in prose never count.
 * Source: the runners' documented terminal reporters.
 */
export function parseTestSummary(output: string, maxLines = TAIL_LINES): TestSummary | null {
  if (!mayHoldSummary(output)) return null;
  const lines = tailLines(output, maxLines).map((line) => withoutSgr(line).trimEnd());
  const line = lines.findLast((candidate) => (readPytest(candidate) ?? readJavaScript(candidate)) !== null);
  if (line !== undefined) return readPytest(line) ?? readJavaScript(line);
  return readUnittest(lines) ?? readCargo(lines) ?? readGo(lines);
}
