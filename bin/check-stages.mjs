// The stages of `npm test` and `npm run verify`: each gives { passed, failed } from the tool's own report.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");

/** Runs a program of node_modules/.bin, its output on the screen; resolves to its exit code. */
export function runTool(name, args, env = {}) {
  return new Promise((resolve) => {
    const program = path.join(root, "node_modules/.bin", name);
    const isWindows = process.platform === "win32";
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: "inherit",
      shell: isWindows,
    });
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

const check = async (name, args) =>
  (await runTool(name, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

export const checkFormat = () => check("biome", ["format", "."]);
export const checkLint = () => check("oxlint", []);
export const checkTypes = () => check("tsc", ["--noEmit", "-p", "."]);

export async function runVitest(args = []) {
  return withReport(async (file) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const code = await runTool("vitest", ["run", ...reporters, ...args]);
    const report = readReport(file);
    if (!report) return { passed: 0, failed: 1 };
    // A file that cannot be loaded has no tests of its own to fail.
    const broken = report.testResults.filter(
      (result) => result.status === "failed" && !result.assertionResults.some((test) => test.status === "failed"),
    );
    const failed = report.numFailedTests + broken.length;
    return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  });
}

export async function runPlaywright(env) {
  return withReport(async (file) => {
    const code = await runTool("playwright", ["test", "--reporter=list,json"], {
      ...env,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    });
    const stats = readReport(file)?.stats;
    if (!stats) return { passed: 0, failed: 1 };
    const failed = stats.unexpected + stats.flaky;
    return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed };
  });
}

/** Runs the stages one after the other, prints the sum as the last line and sets the exit code. */
export async function runStages(stages) {
  const sum = { passed: 0, failed: 0 };
  for (const [title, stage] of stages) {
    console.log(`\n== ${title}`);
    const result = await stage().catch((error) => {
      console.error(error);
      return { passed: 0, failed: 1 };
    });
    sum.passed += result.passed;
    sum.failed += result.failed;
  }
  process.exitCode = sum.failed === 0 ? 0 : 1;
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
}

async function withReport(run) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runtape-report-"));
  try {
    return await run(path.join(folder, "report.json"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
