import { PassThrough } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { fitColumns, openOutput, plural } from "./output.ts";

function open(isJson: boolean, isTTY = false) {
  const [out, err] = [Object.assign(new PassThrough(), { isTTY }), new PassThrough()];
  const columns = [
    { title: "file", width: 6 },
    { title: "rows", width: 4, align: "right" },
    { title: "remark", width: 9 },
  ] as const;
  return {
    output: openOutput({ isJson, columns, out, err }),
    said: () => String(out.read() ?? ""),
    noted: () => String(err.read() ?? ""),
  };
}

describe("what a command says", () => {
  it("is one JSON object a line, the summary last", () => {
    const { output, said, noted } = open(true);
    output.row({ file: "a\u0000b", rows: 2 }, ["a", "2"]);
    output.note("a note");
    output.summary({ files: 1 }, "One file.");
    expect(said()).toBe('{"file":"a\\u0000b","rows":2}\n{"summary":{"files":1}}\n');
    expect(noted()).toBe("a note\n");
  });

  it("is an aligned table without colours where no terminal is", () => {
    const { output, said } = open(false);
    output.row({}, ["a", "2", { text: "stored", tone: "good" }]);
    output.row({}, ["longer name", "12", ""]);
    output.summary({}, "Done.");
    expect(said()).toBe("file    rows  remark\na          2  stored\nlonger name    12  \n\nDone.\n");
  });

  it("has colours on a terminal, and no name can move the cursor there", () => {
    vi.stubEnv("NO_COLOR", "");
    const { output, said, noted } = open(false, true);
    output.row({}, ["\u001b[2J", "2", { text: "stored", tone: "good" }]);
    output.note("\u001b]0;title\u0007 and \u202egpj.exe");
    expect(said()).toContain("\ufffd[2J       2  \u001b[32mstored\u001b[0m\n");
    expect(noted()).toBe("\ufffd]0;title\ufffd and \ufffdgpj.exe\n");
  });

  it("fits columns to what stands in them", () => {
    expect(fitColumns(["id", "version"], [["studio-full", "1"]]).map(({ width }) => width)).toEqual([11, 7]);
    expect([plural(0, "file"), plural(1, "file"), plural(2, "file")]).toEqual(["0 files", "1 file", "2 files"]);
  });
});
