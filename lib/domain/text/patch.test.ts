import { describe, expect, it } from "vitest";
import { looksLikePatch, parsePatch } from "./patch.ts";

describe("parsePatch, unified", () => {
  it("numbers lines and cuts git's prefixes and timestamps", () => {
    const diff = parsePatch(
      "diff --git a/src/f.py b/src/f.py\nindex 1..2 100644\n--- a/src/f.py\t2024-01-01\n+++ b/src/f.py\t2024-01-02\n@@ -10,3 +10,3 @@ def f():\n a\n-b\n+c\n d\n\\ No newline at end of file\n",
    );
    expect(diff).toMatchObject({ path: "src/f.py", derivedFrom: "unified diff", added: 1, removed: 1 });
    expect(diff?.hunks).toEqual([
      {
        header: "@@ -10,3 +10,3 @@ def f():",
        lines: [
          { sign: " ", text: "a", oldNo: 10, newNo: 10 },
          { sign: "-", text: "b", oldNo: 11, newNo: null },
          { sign: "+", text: "c", oldNo: null, newNo: 11 },
          { sign: " ", text: "d", oldNo: 12, newNo: 12 },
        ],
      },
    ]);
  });
  it("names files in headers when there are several", () => {
    const diff = parsePatch(
      "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- /dev/null\n+++ b/y\n@@ -0,0 +1 @@\n+c\n--- a/z\n+++ /dev/null\n@@ -1 +0,0 @@\n-d\n",
    );
    expect(diff).toMatchObject({ path: null, derivedFrom: "unified diff, 3 files", added: 2, removed: 2 });
    expect(diff?.hunks.map(({ header }) => header)).toEqual(["x @@ -1 +1 @@", "y @@ -0,0 +1 @@", "z @@ -1 +0,0 @@"]);
  });
  it("does not trust counts, keeps removed comment lines and empty context, drops the trailer", () => {
    const diff = parsePatch("--- a/q.sql\n+++ b/q.sql\n@@ -1,1 +1,1 @@\n--- old comment\n \n\n+x\n-- \n2.30.1\n");
    expect(diff?.hunks[0]?.lines.map(({ sign, text }) => sign + text)).toEqual(["--- old comment", " ", " ", "+x"]);
  });
  it("leaves text behind a hunk out", () => {
    const diff = parsePatch("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n\nThat is all.\n");
    expect(diff?.hunks[0]?.lines).toHaveLength(2);
  });
});

describe("parsePatch, apply_patch envelope", () => {
  it("reads add, update and delete", () => {
    const diff = parsePatch(
      "*** Begin Patch\n*** Add File: a.py\n+x\n+y\n*** Update File: b.py\n@@ def f():\n a\n-b\n+c\n*** Delete File: d.py\n*** End Patch",
    );
    expect(diff).toMatchObject({
      path: null,
      derivedFrom: "apply_patch text, line numbers unknown, 3 files",
      added: 3,
      removed: 1,
    });
    expect(diff?.hunks.map(({ header, lines }) => [header, lines[0]?.newNo])).toEqual([
      ["a.py @@ -0,0 +1,2 @@", 1],
      ["b.py @@ def f():", null],
    ]);
  });
  it("reads an update without an @@ line", () => {
    expect(parsePatch("*** Begin Patch\n*** Update File: b.py\n-b\n+c\n*** End Patch")).toMatchObject({
      path: "b.py",
      added: 1,
      removed: 1,
    });
  });
});

describe("recognition", () => {
  it.each(["*** Begin Patch\n", "\ndiff --git a/x b/x\n", "--- a/x\n+++ b/x\n"])("sees %j", (text) => {
    expect(looksLikePatch(text)).toBe(true);
  });
  it.each(["--- a heading ---", "ls --- x", ""])("does not see %j", (text) => {
    expect(looksLikePatch(text)).toBe(false);
    expect(parsePatch(text)).toBeNull();
  });
});
