import { describe, expect, it } from "vitest";
import { classifyCommand } from "../record/step-kind.ts";
import { renderAnsi, withoutSgr } from "./ansi.ts";
import { deriveEditDiff } from "./edit-diff.ts";
import { inferError } from "./error-signs.ts";
import { parseFileView } from "./file-view.ts";
import { renderVisible } from "./invisibles.ts";
import { splitLines } from "./lines.ts";
import { utf16ToByteRange } from "./offsets.ts";
import { coverageFault } from "./segments.ts";
import { restore, toStorable } from "./stand-ins.ts";
import { parseTestSummary } from "./test-summary.ts";

const SIZE = 100_000;
const fill = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);

const HOSTILE: [string, string][] = [
  ["one long line", fill("a")],
  ["blanks", fill(" ")],
  ["line breaks", fill("\n")],
  ["CRs", fill("\r")],
  ["zero bytes", fill("\0")],
  ["lone surrogates", fill("\ud800")],
  ["bidi controls", fill("\u202e")],
  ["combining marks", `a${fill("\u0301")}`],
  ["escapes", fill("\x1b")],
  ["never-ending CSI", `\x1b[${fill("1;")}`],
  ["CSI after CSI", fill("\x1b[1;")],
  ["colour changes", fill("\x1b[31mx\x1b[0m")],
  ["open OSC", fill("\x1b]8;;")],
  ["double quotes", fill('"')],
  ["single quotes", fill("a'b'")],
  ["backslashes", fill("\\")],
  ["parentheses", fill("$(")],
  ["backticks", fill("`a")],
  ["here-documents", `cat ${fill("<<A ")}\nx`],
  ["here-document lines", `cat > f <<EOF\n${fill("E\n")}`],
  ["pipes", fill("a|")],
  ["assignments", fill("A=b ")],
  ["wrappers", fill("sudo env timeout 1 ")],
  ["nested bash", fill("bash -c '")],
  ["edit quotes", `edit '${fill("x\n")}' '${fill("y\n")}'`],
  ["patch", `--- a/x\n+++ b/x\n@@ -1 +1 @@\n${fill("-a\n+b\n\n")}`],
  ["patch headers", fill("--- a\n+++ b\n@@ -1 +1 @@\n")],
  ["braces", `{${fill('{"a":')}`],
  ["window headers", fill("[File: a (1 lines total)]\n")],
  ["listing", fill("     1\ta\n")],
  ["tracebacks", fill("Traceback (most recent call last):\n  x\n")],
  ["colons", fill("a: ")],
  ["error words", fill("bash: : command not found ")],
  ["rules", fill("=")],
  ["counts", fill("1 failed, ")],
  ["verdicts", fill("Ran 1 test in 0\nFAILED (a=1\n")],
  ["go lines", fill("--- FAIL: a\nFAIL\ta\n")],
];

type Work = { calls: number; longestSubject: number };

/** Puts a counter before a built-in method; spies would keep every argument in memory. Returns the way back. */
function counted(prototype: object, name: string, count: (subject: unknown, values: unknown[]) => void): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor === undefined) throw new Error(`no method ${name}`);
  const original = descriptor.value;
  const value = function (this: unknown, ...values: unknown[]): unknown {
    count(this, values);
    return Reflect.apply(original, this, values);
  };
  Object.defineProperty(prototype, name, { ...descriptor, value });
  return () => void Object.defineProperty(prototype, name, descriptor);
}

/** Calls of string and pattern methods: a measure of work that no machine's clock changes. */
function countWork(run: () => void): Work {
  const work: Work = { calls: 0, longestSubject: 0 };
  const restores = ["charCodeAt", "codePointAt", "indexOf", "lastIndexOf", "slice", "startsWith"].map((name) =>
    counted(String.prototype, name, () => {
      work.calls += 1;
    }),
  );
  const restoreExec = counted(RegExp.prototype, "exec", (_pattern, [subject]) => {
    work.calls += 1;
    work.longestSubject = Math.max(work.longestSubject, String(subject).length);
  });
  try {
    run();
  } finally {
    for (const undo of [...restores, restoreExec]) undo();
  }
  return work;
}

/** All functions together may ask for a unit of the text a few dozen times; a pattern sees a piece of bounded length. */
const MAX_CALLS = SIZE * 50;
const MAX_SUBJECT = 4_500;

describe("100 KB of hostile text", () => {
  it.each(HOSTILE)("%s: linear work, every pattern on a bounded piece", (_name, text) => {
    const { calls, longestSubject } = countWork(() => {
      renderAnsi(text);
      renderVisible(text);
      withoutSgr(text);
      splitLines(text);
      const stored = toStorable(text);
      restore(stored.text, stored.standIns);
      utf16ToByteRange(text, { start: 0, end: text.length });
      classifyCommand(text);
      classifyCommand(text, "bash");
      deriveEditDiff(text, text);
      inferError(text);
      parseFileView(text);
      parseTestSummary(text);
    });
    expect(calls).toBeLessThan(MAX_CALLS);
    expect(longestSubject).toBeLessThanOrEqual(MAX_SUBJECT);
  });
  it.each(HOSTILE)("%s: rendered without a gap and restored exactly", (_name, text) => {
    expect(coverageFault(renderAnsi(text), text)).toBeNull();
    expect(coverageFault(renderVisible(text), text)).toBeNull();
    const stored = toStorable(text);
    expect(restore(stored.text, stored.standIns)).toBe(text);
  });
});
