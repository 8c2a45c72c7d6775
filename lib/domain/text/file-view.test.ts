import { describe, expect, it } from "vitest";
import { parseFileView } from "./file-view.ts";

const read = (text: string) => {
  const view = parseFileView(text);
  return view === null
    ? null
    : {
        path: view.path,
        total: view.totalLines,
        lines: view.lines.map(({ no, start, end }) => [no, text.slice(start, end)]),
      };
};

describe("parseFileView", () => {
  it("reads a SWE-agent window with CRLF and notes around it", () => {
    const text =
      "[File: /repo/a b.py (1997 lines total)]\r\n(1468 more lines above)\r\n1469:x = 1\r\n1470:\r\n(527 more lines below)\r\n";
    expect(read(text)).toEqual({
      path: "/repo/a b.py",
      total: 1997,
      lines: [
        [1469, "x = 1"],
        [1470, ""],
      ],
    });
  });
  it("finds the window behind a message and stops where numbers stop counting", () => {
    const text = "Text replaced. Please review\n[File: a.py (3 lines total)]\n1:a\n2:b: 1\n3:\nFile updated.\n4:no";
    expect(read(text)).toEqual({
      path: "a.py",
      total: 3,
      lines: [
        [1, "a"],
        [2, "b: 1"],
        [3, ""],
      ],
    });
  });
  it("reads an empty window", () => {
    expect(read("[File: a.py (1 lines total)]\n1:\n")).toEqual({ path: "a.py", total: 1, lines: [[1, ""]] });
  });
  it("reads the second window from an offset", () => {
    const text = "[File: a (1 lines total)]\n1:new\n---\n[File: a (1 lines total)]\n1:old";
    expect(parseFileView(text, 30)?.lines).toEqual([{ no: 1, start: text.length - 3, end: text.length }]);
  });
  it("reads cat -n, nl -ba and Claude Code listings", () => {
    expect(read("     9\ta\n    10\t  b\n")).toEqual({
      path: null,
      total: null,
      lines: [
        [9, "a"],
        [10, "  b"],
      ],
    });
    expect(read("<returncode>0</returncode>\n<output>\n     1\ta\n</output>")?.lines).toEqual([[1, "a"]]);
    expect(read("     1→import x\n     2→\n")?.lines).toEqual([
      [1, "import x"],
      [2, ""],
    ]);
  });
  it("reads the editor's snippet with its path", () => {
    const text =
      "The file /a.py has been edited. Here's the result of running `cat -n` on a snippet of /a.py:\n    12\tx\n    13\ty\nReview";
    expect(read(text)).toEqual({
      path: "/a.py",
      total: null,
      lines: [
        [12, "x"],
        [13, "y"],
      ],
    });
  });
  it.each([
    "",
    "12:34:56 log line\n12:34:57 more",
    "1\tapple\n2\tpear",
    "src/a.py:12:code",
    "see [File: a (1 lines total)]\n1:x",
    "[File: a]\n1:x",
    "10 files",
  ])("says null to %j", (text) => {
    expect(parseFileView(text)).toBeNull();
  });
});
