import { describe, expect, it } from "vitest";
import { sampleTexts } from "../../domain/text/sample-texts.ts";
import { DECODINGS } from "../ruleset.ts";
import { base64Blobs } from "./base64-blobs.ts";
import { diffLines } from "./diff-lines.ts";
import { jsonEscaped } from "./json-escaped.ts";
import { terminalControls } from "./terminal-controls.ts";
import { urlEncoded } from "./url-encoded.ts";
import type { Decoding, View } from "./view.ts";
import { wrappedLines } from "./wrapped-lines.ts";

/** The raw text behind `part` of the view. */
function rawOf({ view }: Decoding, raw: string, part: string): string | null {
  const decoded = view(raw);
  const at = decoded?.text.indexOf(part) ?? -1;
  if (!decoded || at === -1) return null;
  const { start, end } = decoded.toRaw(at, at + part.length);
  return raw.slice(start, end);
}

/** Every unit of the view comes from inside the raw text, and none from before its predecessor. */
function isInOrder(raw: string, view: View | null): boolean {
  let before = 0;
  for (let at = 0; at < (view?.text.length ?? 0); at += 1) {
    const { start, end } = view?.toRaw(at, at + 1) ?? { start: 0, end: 0 };
    if (start < before || end <= start || end > raw.length) return false;
    before = start;
  }
  return true;
}

describe("decoded views lead back to the raw text", () => {
  const line = "a".repeat(80);
  const encoded = Buffer.from(`user=me\nname="the value inside"\n${"padding ".repeat(20)}`).toString("base64");
  const mime = (encoded.match(/.{1,76}/g) ?? []).join("\n");
  const powershell = Buffer.from("echo the value inside", "utf16le").toString("base64");
  const cases: [string, Decoding, string, string, string][] = [
    ["a line feed before", jsonEscaped, String.raw`x\nvalue\ty`, "value", "value"],
    ["an escaped letter", jsonEscaped, String.raw`😀 \u0076al\/ue\"`, "val/ue", String.raw`\u0076al\/ue`],
    ["an escaped pair", jsonEscaped, String.raw`x\ud83d\ude00y`, "😀", String.raw`\ud83d\ude00`],
    ["two levels", jsonEscaped, String.raw`x\\nvalue`, String.raw`\nvalue`, String.raw`\\nvalue`],
    ["colour in the middle", terminalControls, "\u001b[1mval\u001b[31mue\u001b[0m!", "value", "val\u001b[31mue"],
    ["a link around", terminalControls, "\u001b]8;;http://x\u0007value\u001b]8;;\u0007", "value", "value"],
    ["a zero-width space", terminalControls, "va\u200blue", "value", "va\u200blue"],
    ["percent signs", urlEncoded, "q=%3Dval%75e%20", "value", "val%75e"],
    ["a full line", wrappedLines, `${line}\nvalue and`, "aavalue", "aa\nvalue"],
    ["two lines of one width", wrappedLines, `${"b".repeat(33)}\n${"c".repeat(33)}\nvalue`, "bc", "b\nc"],
    ["CRLF", wrappedLines, `${line}\r\nvalue`, "avalue", "a\r\nvalue"],
    ["added lines", diffLines, "@@\n+one\n+two\n three", "one\ntwo", "one\n+two"],
    ["removed lines", diffLines, "-one\n-two", "one\ntwo", "one\n-two"],
    ["a blob", base64Blobs, `data: ${encoded} end`, "value", encoded],
    ["a blob in lines", base64Blobs, `> ${mime}\n.`, "value", mime],
    ["a blob of UTF-16", base64Blobs, `powershell -enc ${powershell}`, "value", powershell],
  ];
  it.each(cases)("%s", (_name, decoding, raw, part, expected) => {
    expect(rawOf(decoding, raw, part)).toBe(expected);
  });

  it.each(DECODINGS)("$id sees nothing in plain text", ({ view }) => {
    expect(view("The quick brown fox, 12 times.\n- once more\nIt jumps over /usr/share/doc.\n")).toBeNull();
    expect(view("")).toBeNull();
  });

  it.each(DECODINGS)("$id stays inside the raw text, in order", ({ view }) => {
    const pieces = ["%41", "\\n", "\\u0041", "+a\n", `${line}\n`, `${encoded}\n`, "AAAA".repeat(19), "\n"];
    const texts = sampleTexts(3, 300).map(
      (text, index) => text + (pieces[index % pieces.length] ?? "").repeat(3) + text,
    );
    expect(texts.filter((raw) => !isInOrder(raw, view(raw)))).toEqual([]);
  });

  it("says which raw ranges it would split", () => {
    const view = jsonEscaped.view(String.raw`x\nbob`);
    expect(view?.isSplit({ start: 2, end: 6 })).toBe(true);
    expect(view?.isSplit({ start: 3, end: 6 })).toBe(false);
    expect(view?.isSplit({ start: 0, end: 2 })).toBe(true);
    expect(view?.isSplit({ start: 1, end: 6 })).toBe(false);
  });
});
