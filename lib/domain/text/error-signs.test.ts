import { describe, expect, it } from "vitest";
import { inferError } from "./error-signs.ts";
import { readExitCode } from "./exit-text.ts";

const TRACEBACK = 'Traceback (most recent call last):\n  File "x.py", line 5, in <module>\n    f()\nValueError: bad';

describe("inferError sees", () => {
  it.each([
    [TRACEBACK, "Python traceback"],
    [`out\r\n${TRACEBACK.replaceAll("\n", "\r\n")}\r\n`, "Python traceback"],
    [`${TRACEBACK}\n(Open file: n/a)\n(Current directory: /x)\nbash-$`, "Python traceback"],
    ['Traceback (most recent call last):\n  File "x.py", line 1\nKeyboardInterrupt', "Python traceback"],
    ["bash: foo: command not found", "command not found"],
    ["bash: line 1: foo: command not found\n", "command not found"],
    ["./run.sh: line 3: foo: command not found", "command not found"],
    ["/bin/sh: 1: foo: not found", "command not found"],
    ["zsh: command not found: foo", "command not found"],
    ["(eval):1: command not found: foo", "command not found"],
    [
      "patching file a.py\nHunk #1 FAILED at 145.\n1 out of 3 hunks FAILED -- saving rejects to file a.py.rej",
      "patch not applied",
    ],
    ["cat: missing.txt: No such file or directory", "file or permission error"],
    ["ls: cannot access 'x': No such file or directory", "file or permission error"],
    [
      "Your proposed edit has introduced new syntax error(s). Please read\n\nERRORS:\n- E999",
      "edit refused: syntax error",
    ],
    ["Your edit was not applied (file not modified): text not found", "edit not applied"],
    ["No replacement was performed, old_str `x` did not appear verbatim in /a.py.", "edit not applied"],
    ["File foo.py not found", "file not found"],
    ["Error: File does not exist.", "tool error"],
    ["= 1 failed, 2 passed in 0.1s =", "1 failed test"],
    ["Ran 3 tests in 0.1s\n\nFAILED (failures=2)", "2 failed tests"],
    ["<returncode>1</returncode>\n<output>\n</output>", "exit code 1"],
    ["Exit code 2\nmake: nothing", "exit code 2"],
    ["building\nCommand failed with exit code: 1.", "exit code 1"],
    ["x\n[The command completed with exit code 127.]", "exit code 127"],
    ["\nEXECUTION TIMED OUT", "timed out"],
    ["fatal: not a git repository", "git error"],
    ["make: *** [Makefile:2: test] Error 1", "build failed"],
    ["src/a.ts(3,5): error TS2322: Type 'x' is not\nFound 1 error.\n\nx\ny", "type error"],
    ["main.c:3:5: error: expected ';'\n  3 | x\n", "compile error"],
    ["TypeError: x is not a function\n    at f (/a.js:1:1)\n    at g (/a.js:2:2)\n", "uncaught exception"],
    ["panic: boom\n\ngoroutine 1 [running]:", "panic"],
    ['  File "x.py", line 3\n    if\n     ^\nSyntaxError: invalid syntax', "syntax error"],
  ])("%j as %s", (observation, reason) => {
    expect(inferError(observation)).toEqual({ isError: true, reason });
  });
});

describe("inferError does not fall for", () => {
  it.each([
    "",
    "0 failed, 3 passed",
    "= 3 passed in 0.1s =",
    "no errors",
    "Found 0 errors. Watching for file changes.",
    "ErrorBoundary.tsx\nerrors.py\nTestError.java\nError",
    "src/a.py:12:    raise ValueError('command not found')",
    'x = "Traceback (most recent call last):"\nprint(x)',
    "def f():\n    log = '''\n    Traceback (most recent call last):\n      File\n    ValueError: bad\n    '''\n",
    `[File: a.txt (4 lines total)]\n1:Traceback (most recent call last):\n2:  File "x"\n3:ValueError: bad\n4:`,
    `     1\tTraceback (most recent call last):\n     2\tbash: foo: command not found\n`,
    `${TRACEBACK}\n${"then it was caught and the program went on\n".repeat(40)}`,
    `${TRACEBACK}\n= 4 passed in 0.1s =`,
    "The error: nothing serious\nAll good",
    "bash: foo: command not found\nretry\nretry\nretry\ndone",
    "<returncode>0</returncode>\n<output>\ncat: x: No such file or directory\n</output>",
    "Process finished with exit code 0",
    "The function returns exit code 1 when it fails, as documented above",
    "Error: caught and retried\nstep 1\nstep 2\ndone",
    "src/log.txt:3: foo: command not found",
    "commit 12ab\n    fatal: is only a word here",
    'Found 1 matches for "Error" in /src:\n/src/Error.py',
    "fields.py:12: command not found is what bash says",
  ])("%j", (observation) => {
    expect(inferError(observation)).toEqual({ isError: false, reason: null });
  });
});

describe("exit codes", () => {
  it("decide before words do", () => {
    expect(inferError("all fine", 1)).toEqual({ isError: true, reason: "exit code 1" });
    expect(inferError(TRACEBACK, 0).isError).toBe(false);
    expect(inferError("Error: caught", 0).isError).toBe(false);
  });
  it("of 0 do not hide failed tests or a refused edit", () => {
    expect(inferError("= 1 failed in 0.1s =", 0).reason).toBe("1 failed test");
    expect(inferError("Your proposed edit has introduced new syntax error(s).", 0).isError).toBe(true);
  });
  it.each([
    ["<returncode>-1</returncode>", -1],
    ["The script ran, then exited with Unix exit code: 0\nIts output was:", 0],
    ["exitcode: 1 (execution failed)\nCode output:", 1],
    ["exit status 2\nFAIL\tx\t0.1s\nFAIL", 2],
    ["returns exit code 3 sometimes", null],
    ["", null],
  ])("are read from %j", (output, code) => {
    expect(readExitCode(output)).toBe(code);
  });
});
