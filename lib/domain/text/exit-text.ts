import { headLines, tailLines } from "./line-window.ts";

/** How agents' harnesses write an exit code around an output, each at the start of a line. */
const AT_HEAD: readonly RegExp[] = [
  /^<returncode>(-?\d{1,5})<\/returncode>/,
  /^(?:Error: )?Exit code:? (-?\d{1,5})$/,
  /^exit code: (-?\d{1,5})$/i,
  /^The script ran, then exited with Unix exit code: (-?\d{1,5})$/,
  /^exitcode: (-?\d{1,5}) \(/,
  /^Process exited with code (-?\d{1,5})$/,
];
const AT_END: readonly RegExp[] = [
  /^Command failed with exit code:? (-?\d{1,5})\.?$/,
  /^\[The command completed with exit code (-?\d{1,5})\.?\]$/,
  /^\[Command finished with exit code (-?\d{1,5})\]$/,
  /^(?:Process )?exited with (?:exit )?code:? (-?\d{1,5})\.?$/i,
  /^exit status (\d{1,5})$/,
  /^Exit code:? (-?\d{1,5})$/,
];
/** What every one of them says. */
const MARK = /exit|<returncode>/i;
const HEAD_LINES = 4;
const LAST_LINES = 4;

/**
 * The exit code a harness wrote into an output, in its first or last 4 lines: mini-swe-agent, Claude Code, OpenHands,
 * Kimi, Codex, AutoGen, Go. Null when none is there; numbers in the program's own words do not count.
 */
export function readExitCode(output: string): number | null {
  return match(AT_HEAD, headLines(output, HEAD_LINES)) ?? match(AT_END, tailLines(output, LAST_LINES).toReversed());
}

function match(patterns: readonly RegExp[], lines: readonly string[]): number | null {
  for (const line of lines) {
    if (!MARK.test(line)) continue;
    for (const pattern of patterns) {
      const found = pattern.exec(line.trim());
      if (found !== null) return Number(found[1]);
    }
  }
  return null;
}
