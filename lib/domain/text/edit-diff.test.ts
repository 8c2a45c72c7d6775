import { describe, expect, it } from "vitest";
import type { EditDiff } from "./diff-view.ts";
import { deriveEditDiff } from "./edit-diff.ts";

const show = (diff: EditDiff | null) =>
  diff?.hunks.map(({ header, lines }) => [header, ...lines.map(({ sign, text }) => sign + text)]);
const WINDOW = "[File: /r/f.py (5 lines total)]\r\n1:a\r\n2:b\r\n3:new\r\n4:d\r\n5:e\r\n(0 more lines below)";

describe("SWE-agent edit A:B", () => {
  const action = "edit 3:4\nnew\nend_of_edit\n";
  it("takes path and context from the output and says the old text is unknown", () => {
    const diff = deriveEditDiff(action, WINDOW);
    expect(diff).toMatchObject({
      path: "/r/f.py",
      derivedFrom: "edit 3:4, text of 2 replaced lines unknown",
      added: 1,
      removed: 0,
    });
    expect(diff?.hunks[0]?.header).toBe("@@ -1,6 +1,5 @@");
    expect(diff?.hunks[0]?.lines).toEqual([
      { sign: " ", text: "a", oldNo: 1, newNo: 1 },
      { sign: " ", text: "b", oldNo: 2, newNo: 2 },
      { sign: "+", text: "new", oldNo: null, newNo: 3 },
      { sign: " ", text: "d", oldNo: 5, newNo: 4 },
      { sign: " ", text: "e", oldNo: 6, newNo: 5 },
    ]);
  });
  it("shows only its own lines without a fitting output", () => {
    expect(show(deriveEditDiff(action))).toEqual([["@@ -3,2 +3,1 @@", "+new"]]);
    expect(show(deriveEditDiff("edit 3:3\nother\nend_of_edit", WINDOW))).toEqual([["@@ -3,1 +3,1 @@", "+other"]]);
  });
  it("shows both sides when the linter refused and printed the original", () => {
    const refused = `Your proposed edit has introduced new syntax error(s).\n[File: f.py (2 lines total)]\n1:bad\n---\nThis is the original code before your edit\n---\n[File: f.py (2 lines total)]\n1:x\n2:y\n---\nYour changes have NOT been applied.`;
    const diff = deriveEditDiff("edit 1:2\nbad\ny\nend_of_edit", refused);
    expect(diff).toMatchObject({ path: "f.py", derivedFrom: "edit 1:2, not applied", added: 1, removed: 1 });
    expect(show(diff)).toEqual([["@@ -1,2 +1,2 @@", "-x", "+bad", " y"]]);
  });
  it("handles a pure deletion and a huge range", () => {
    expect(deriveEditDiff("edit 6:7\nend_of_edit")).toEqual({
      path: null,
      derivedFrom: "edit 6:7, text of 2 replaced lines unknown",
      hunks: [],
      added: 0,
      removed: 0,
    });
    expect(
      deriveEditDiff("edit 1:999999999\nx\nend_of_edit", `This is the original code before your edit\n${WINDOW}`)
        ?.derivedFrom,
    ).toContain("unknown");
  });
});

describe("other SWE-agent commands", () => {
  it("reads edit 'old' 'new' and numbers it where the output shows it once", () => {
    const diff = deriveEditDiff("edit 'c\nd' 'new\nd' False", WINDOW);
    expect(diff).toMatchObject({
      path: "/r/f.py",
      derivedFrom: "edit command, old and new text",
      added: 1,
      removed: 1,
    });
    expect(show(diff)).toEqual([["@@ -3,2 +3,2 @@", "-c", "+new", " d"]]);
  });
  it("leaves numbers out where the place is not shown or not unique", () => {
    expect(show(deriveEditDiff("edit 'c' 'zz'", WINDOW))).toEqual([["@@", "-c", "+zz"]]);
    expect(show(deriveEditDiff("edit 'c' 'a'", "[File: f (2 lines total)]\n1:a\n2:a"))).toEqual([["@@", "-c", "+a"]]);
  });
  it("reads create and insert", () => {
    expect(deriveEditDiff("create reproduce.py\n")).toEqual({
      path: "reproduce.py",
      derivedFrom: "create, an empty file",
      hunks: [],
      added: 0,
      removed: 0,
    });
    expect(show(deriveEditDiff("insert 'a\nb' 4"))).toEqual([["@@ +5,2 @@", "+a", "+b"]]);
    expect(show(deriveEditDiff("insert 'a'"))).toEqual([["@@", "+a"]]);
  });
  it.each([
    ["str_replace_editor str_replace /a.py --old_str 'x\n  y' --new_str 'x\n  z'", "/a.py"],
    ["str_replace_editor str_replace --path /a.py --old_str='x\n  y' --new_str='x\n  z'", "/a.py"],
  ])("reads %j", (action, path) => {
    const observation =
      "The file /a.py has been edited. Here's the result of running `cat -n` on a snippet of /a.py:\n     8\tx\n     9\t  z\n";
    const diff = deriveEditDiff(action, observation);
    expect(diff).toMatchObject({ path, derivedFrom: "str_replace command" });
    expect(show(diff)).toEqual([["@@ -8,2 +8,2 @@", " x", "-  y", "+  z"]]);
  });
  it("reads the editor's create and insert", () => {
    expect(show(deriveEditDiff("str_replace_editor create /a.py --file_text 'a\nb\n'"))).toEqual([
      ["@@ +1,2 @@", "+a", "+b"],
    ]);
    expect(show(deriveEditDiff("str_replace_editor insert /a.py --insert_line 0 --new_str 'a'"))).toEqual([
      ["@@ +1,1 @@", "+a"],
    ]);
  });
});

describe("here-documents", () => {
  it.each([
    ["cat > f.py <<'EOF'\na\nb\nEOF", "f.py", "heredoc write, earlier content unknown", "@@ +1,2 @@"],
    [
      "cd x && cat <<EOF > f.py\na\nb\nEOF\npython f.py",
      "f.py",
      "heredoc write, earlier content unknown",
      "@@ +1,2 @@",
    ],
    ["cat >> f.py <<'EOF'\na\nb\nEOF", "f.py", "heredoc append", "@@"],
    ["tee -a f.py <<EOF\na\nb\nEOF", "f.py", "heredoc append", "@@"],
    ["cat <<EOF | sudo tee f.py\na\nb\nEOF", "f.py", "heredoc write, earlier content unknown", "@@ +1,2 @@"],
    ["cat > f.py <<-EOF\n\ta\n\tb\n\tEOF", "f.py", "heredoc write, earlier content unknown", "@@ +1,2 @@"],
    ["cat > f.py <<EOF\na\nb", "f.py", "heredoc write, earlier content unknown, unterminated", "@@ +1,2 @@"],
  ])("%j", (action, path, derivedFrom, header) => {
    const diff = deriveEditDiff(action);
    expect(diff).toMatchObject({ path, derivedFrom, added: 2, removed: 0 });
    expect(show(diff)).toEqual([[header, "+a", "+b"]]);
  });
  it("counts further files", () => {
    expect(deriveEditDiff("cat > a <<E\n1\nE\ncat > b <<E\n2\nE")).toMatchObject({
      path: "a",
      derivedFrom: "heredoc write, earlier content unknown; first of 2 in this command",
    });
  });
  it("reads a patch fed to patch, git apply or apply_patch", () => {
    const patch = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n";
    for (const program of ["patch -p1", "git apply", "cat <<X | patch -p1"]) {
      const action = program.includes("<<X") ? `${program}\n${patch}X` : `${program} <<'X'\n${patch}X`;
      expect(deriveEditDiff(action)).toMatchObject({ path: "x", derivedFrom: "unified diff", added: 1, removed: 1 });
    }
  });
});

describe("JSON arguments", () => {
  it.each([
    [{ file_path: "/a", old_string: "x", new_string: "y" }, "replace arguments", 1, 1],
    [{ command: "str_replace", path: "/a", old_str: "x", new_str: "" }, "replace arguments", 0, 1],
    [{ command: "insert", path: "/a", insert_line: 3, new_str: "x\ny" }, "insert arguments", 2, 0],
    [{ command: "create", path: "/a", file_text: "x\n" }, "write arguments, earlier content unknown", 1, 0],
    [
      {
        file_path: "/a",
        edits: [
          { old_string: "x", new_string: "y" },
          { old_string: "z", new_string: "" },
        ],
      },
      "replace arguments, 2 edits",
      1,
      2,
    ],
    [{ command: "cat > /a <<E\nx\nE" }, "heredoc write, earlier content unknown", 1, 0],
  ])("%j", (args, derivedFrom, added, removed) => {
    expect(deriveEditDiff(JSON.stringify(args))).toMatchObject({ path: "/a", derivedFrom, added, removed });
  });
  it.each([{ command: "view", path: "/a" }, { content: "a message" }, { command: ["ls"] }, { path: "/a" }])(
    "null for %j",
    (args) => {
      expect(deriveEditDiff(JSON.stringify(args))).toBeNull();
    },
  );
});

describe("deriveEditDiff is null", () => {
  it.each([
    "",
    "sed -i 's/a/b/' f.py",
    "ls",
    "cat f.py",
    "python - <<EOF\nprint(1)\nEOF",
    "edit",
    "echo x > f",
    "str_replace_editor view /a.py",
    "{not json",
    "open a.py 3",
  ])("for %j", (action) => {
    expect(deriveEditDiff(action)).toBeNull();
  });
});
