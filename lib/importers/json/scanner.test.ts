import { describe, expect, it } from "vitest";
import { scanBytes } from "./scan-bytes.ts";
import type { ScanLimits } from "./scan-facts.ts";
import { JsonScanner } from "./scanner.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const scan = (text: string, limits: Partial<ScanLimits> = {}) => scanBytes(encode(text), limits);
const errorOf = (text: string, limits: Partial<ScanLimits> = {}) => scan(text, limits).error;

describe("refusals name the place", () => {
  it.each([
    ["", "empty", 0, 1, null],
    [" \r\n\t ", "empty", 5, 2, null],
    ["\ufeff", "empty", 3, 1, null],
    ['{"a":[1,2,]}', "syntax", 10, 1, "a[2]"],
    ["{'a':1}", "syntax", 1, 1, null],
    ['{"a":1,}', "syntax", 7, 1, null],
    ["[1 // no\n]", "syntax", 3, 1, "[0]"],
    ["[NaN]", "syntax", 1, 1, "[0]"],
    ["[Infinity]", "syntax", 1, 1, "[0]"],
    ["[undefined]", "syntax", 1, 1, "[0]"],
    ["[nul]", "syntax", 4, 1, "[0]"],
    ["[-]", "syntax", 2, 1, "[0]"],
    ["[01]", "syntax", 2, 1, "[0]"],
    ['["a\nb"]', "syntax", 3, 1, "[0]"],
    ['["\\x41"]', "syntax", 3, 1, "[0]"],
    ['["\\u12g4"]', "syntax", 6, 1, "[0]"],
    ['{"a" 1}', "syntax", 5, 1, "a"],
    ['{\n"trajectory":[{},{"action":"ls', "truncated", 32, 2, "trajectory[1].action"],
    ['{"a":tru', "truncated", 8, 1, "a"],
    ['{"a":1.', "truncated", 7, 1, "a"],
    ["1e", "truncated", 2, 1, null],
    ['{"a"', "truncated", 4, 1, "a"],
    ['{"key', "truncated", 5, 1, null],
    ['{"a":1}\n{"a":2}', "trailing-data", 8, 2, null],
    ["{} garbage", "trailing-data", 3, 1, null],
    ['{"a":[}', "syntax", 6, 1, "a[0]"],
    ["[1}", "syntax", 2, 1, "[0]"],
  ])("%j is %s at byte %i", (text, code, byteOffset, line, path) => {
    expect(errorOf(text)).toMatchObject({ code, place: { byteOffset, line, path } });
  });

  it("shows a key in the path only when it looks like a field name", () => {
    expect(errorOf('{"a.__proto__.b":[x')?.place.path).toBe('["..."][0]');
    expect(errorOf(`{"${"k".repeat(200)}":x`)?.place.path).toBe('["..."]');
    expect(errorOf('{"\\u0061ction":x')?.place.path).toBe("action");
  });
});

describe("caps", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

  it("takes 200 levels and refuses 201, 7,000 and 100,000 at the same byte", () => {
    expect(scan(nested(200))).toMatchObject({ error: null, facts: { maxDepth: 200 } });
    for (const depth of [201, 7_000, 100_000])
      expect(errorOf(nested(depth))).toMatchObject({ code: "depth", place: { byteOffset: 200 } });
    expect(errorOf('{"a":'.repeat(201))).toMatchObject({ code: "depth", place: { byteOffset: 1000 } });
  });

  it("counts values, not keys, against the node cap", () => {
    expect(errorOf('{"a":[1,2,3]}', { nodes: 5 })).toBeNull();
    expect(errorOf('{"a":[1,2,3]}', { nodes: 4 })).toMatchObject({ code: "too-many-nodes", place: { path: "a[2]" } });
  });

  it("refuses one object with a million keys", () => {
    const keys = Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":0`).join(",");
    expect(errorOf(`{${keys}}`)?.code).toBe("too-many-nodes");
  });

  it("refuses strings and keys over their caps, however they are split", () => {
    for (const size of [1, 3, 1000]) {
      const run = (text: string) => pushed(text, size, { stringBytes: 10, keyBytes: 5 }).error;
      expect(run('["0123456789"]')).toBeNull();
      expect(run('["0123456789a"]')).toMatchObject({ code: "too-large", place: { byteOffset: 2, path: "[0]" } });
      expect(run('{"12345":1}')).toBeNull();
      expect(run('{"123456":1}')).toMatchObject({ code: "key-too-long", place: { byteOffset: 2, path: null } });
    }
    expect(errorOf(`{"${"k".repeat(1_000_000)}":1}`)?.code).toBe("key-too-long");
    expect(errorOf("[1,2,3]", { documentBytes: 6 })?.code).toBe("too-large");
  });
});

describe("facts", () => {
  it("finds duplicate keys per object, as text and not as bytes", () => {
    expect(scan('[{"a":1},{"a":2}]').facts.duplicateKeys.count).toBe(0);
    expect(scan('{"x":{"role":"user","role":"system"}}').facts.duplicateKeys).toEqual({
      count: 1,
      first: { byteOffset: 25, line: 1, path: "x.role" },
    });
    expect(scan('{"a":1,"\\u0061":2}').facts.duplicateKeys.count).toBe(1);
    expect(scan('{"\\ud800":1,"\\ud801":2,"\\ufffd":3}').facts.duplicateKeys.count).toBe(0);
    const many = Array.from({ length: 100 }, (_, index) => `"k${index}":0`);
    expect(scan(`{${many.join(",")}}`).facts.duplicateKeys.count).toBe(0);
    expect(scan(`{${[...many, '"k7":1', '"k99":1'].join(",")}}`).facts.duplicateKeys.count).toBe(2);
  });

  it.each([
    ["9007199254740991", 0],
    ["9007199254740992", 1],
    ["-9007199254740993", 1],
    ["1e400", 1],
    ["-1e400", 1],
    ["1e-7", 0],
    ["-0", 0],
    ["0.1234567890123456789", 0],
    [`1${"0".repeat(399)}`, 1],
    [`1${"0".repeat(399)}.5`, 1],
    ["1.5e308", 0],
  ])("number %s: unsafe %i", (lexeme, count) => {
    expect(scan(`[${lexeme}]`).facts.unsafeNumbers.count).toBe(count);
    expect(scan(lexeme).facts.unsafeNumbers.count).toBe(count);
  });

  it.each([
    ['"\\u0000"', { nulEscapes: 1, loneSurrogates: 0 }],
    ['"\\ud83d\\ude00"', { nulEscapes: 0, loneSurrogates: 0 }],
    ['"\\ud83d"', { nulEscapes: 0, loneSurrogates: 1 }],
    ['"\\ud83dx"', { nulEscapes: 0, loneSurrogates: 1 }],
    ['"\\ude00\\ud83d"', { nulEscapes: 0, loneSurrogates: 2 }],
    ['"\\ud83d\\ud83d\\ude00"', { nulEscapes: 0, loneSurrogates: 1 }],
    ['"\\ud83d\\n\\ude00"', { nulEscapes: 0, loneSurrogates: 2 }],
    ['{"\\u0000":"\\u0000"}', { nulEscapes: 2, loneSurrogates: 0 }],
  ])("escapes of %s", (text, { nulEscapes, loneSurrogates }) => {
    const { facts, error } = scan(text);
    expect(error).toBeNull();
    expect([facts.nulEscapes.count, facts.loneSurrogates.count]).toEqual([nulEscapes, loneSurrogates]);
  });

  it("notes a BOM, raw NUL bytes, the longest string and the root", () => {
    expect(scan("\ufeff{}")).toMatchObject({ error: null, facts: { hasBom: true, root: "object" } });
    expect(scan("\ufeff\ufeff{}").error?.code).toBe("syntax");
    expect(scan('["a\0b"]')).toMatchObject({
      error: { code: "syntax" },
      facts: { rawNuls: { count: 1, first: { byteOffset: 3 } } },
    });
    expect(scan('["abc","\\u0041"]').facts.longestStringBytes).toBe(6);
    expect(["[]", '""', "1", "true", "null"].map((text) => scan(text).facts.root)).toEqual([
      "array",
      "string",
      "number",
      "boolean",
      "null",
    ]);
  });

  it.each([
    ["0xFF", [0xff], 1],
    ["overlong slash", [0xc0, 0xaf], 2],
    ["CESU-8 surrogate", [0xed, 0xa0, 0x80], 3],
    ["truncated three-byte character", [0xe2, 0x82], 1],
    ["Latin-1 e acute", [0xe9], 1],
    ["above U+10FFFF", [0xf4, 0x90, 0x80, 0x80], 4],
    ["U+FFFE and U+FFFF, which are legal", [0xef, 0xbf, 0xbe, 0xef, 0xbf, 0xbf], 0],
  ])("invalid UTF-8: %s", (_, bytes, count) => {
    const { error, facts } = scanBytes(Uint8Array.from([0x5b, 0x22, ...bytes, 0x22, 0x5d]));
    expect(error).toBeNull();
    expect(facts.invalidUtf8.count).toBe(count);
  });
});

function pushed(text: string, size: number, limits: Partial<ScanLimits>) {
  const scanner = new JsonScanner(limits);
  const bytes = encode(text);
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  scanner.end();
  return scanner;
}
