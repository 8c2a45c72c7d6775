import { describe, expect, it } from "vitest";
import { type DocumentPart, parseValue, readDocument } from "./document.ts";
import type { DocumentPlan, DocumentValue } from "./document-plan.ts";
import type { ScanLimits } from "./scan-facts.ts";

const PLAN: DocumentPlan = {
  member: (key) => (key === "list" || key === "also" ? "elements" : key.startsWith("skip") ? "skip" : "whole"),
  rootElements: true,
};

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  // One buffer for all chunks: whoever keeps bytes must copy them.
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}

type Seen = { parts: DocumentPart[]; values: (Omit<DocumentValue, "bytes"> & { data: unknown })[] };

async function read(text: string | Uint8Array, size = 5, limits: Partial<ScanLimits> = {}): Promise<Seen> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const seen: Seen = { parts: [], values: [] };
  for await (const part of readDocument(inChunks(bytes, size), PLAN, limits)) {
    seen.parts.push(part);
    if (part.type !== "value") continue;
    const { bytes: own, ...rest } = part;
    expect(bytes.slice(part.byteStart, part.byteEnd)).toEqual(own.slice());
    seen.values.push({ ...rest, data: parseValue(own) });
  }
  return seen;
}

const codes = ({ parts }: Seen) =>
  parts.flatMap((part) => (part.type === "problem" ? [`${part.problem.severity} ${part.problem.code}`] : []));

describe("readDocument", () => {
  const text =
    '{ "a" : 12 ,"list":[ {"x":[1,{}]}, "é", null,3 ],"skipped":{"list":[9]},\r\n"also":{"not":"a list"},"b":[[1]],"":false}';

  it.each([1, 2, 3, 7, 64, 4096])("cuts the planned values at chunks of %i bytes", async (size) => {
    const { values, parts } = await read(text, size);
    expect(values.map(({ path, key, index, data }) => [path, key, index, data])).toEqual([
      ["a", "a", null, 12],
      ["list[0]", "list", 0, { x: [1, {}] }],
      ["list[1]", "list", 1, "é"],
      ["list[2]", "list", 2, null],
      ["list[3]", "list", 3, 3],
      ["also", "also", null, { not: "a list" }],
      ["b", "b", null, [[1]]],
      ['["..."]', "", null, false],
    ]);
    expect(parts.filter((part) => part.type === "list")).toMatchObject([{ path: "list", length: 4 }]);
    expect(parts.filter((part) => part.type === "skipped")).toMatchObject([{ key: "skipped" }]);
    expect(parts.at(-1)).toMatchObject({ type: "end", facts: { root: "object" } });
  });

  it("hands over a top-level list element by element, numbers at its end included", async () => {
    const { values } = await read("[1,22,[3],{}]", 1);
    expect(values.map(({ path, data }) => [path, data])).toEqual([
      ["[0]", 1],
      ["[1]", 22],
      ["[2]", [3]],
      ["[3]", {}],
    ]);
    expect((await read('"bare"')).values).toEqual([]);
  });

  it("keeps hostile keys as data and leaves prototypes alone", async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const { values, parts } = await read(
      '{"__proto__":{"polluted":1},"list":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}],"a.__proto__.b":2}',
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(values.map(({ key }) => key)).toEqual(["__proto__", "list", "a.__proto__.b"]);
    expect(JSON.stringify(values[1]?.data)).toContain('"__proto__":{"polluted":1}');
    expect(parts.at(-1)).toMatchObject({ type: "end" });
  });

  it("flags ill-formed UTF-8 with its offset and shows it as U+FFFD", async () => {
    const bytes = Uint8Array.from([
      ...new TextEncoder().encode('{"a":"x'),
      0xff,
      0xe9,
      ...new TextEncoder().encode('"}'),
    ]);
    const { values, parts } = await read(bytes);
    expect(values[0]?.data).toBe("x��");
    expect(parts.find((part) => part.type === "problem")).toMatchObject({
      problem: { severity: "note", code: "invalid-utf8", byteOffset: 7, path: "a" },
    });
  });

  it("stops values at a duplicate key but still reads the syntax to the end", async () => {
    const seen = await read('{"list":[1,{"k":1,"k":2},3],"b":1');
    expect(seen.values.map(({ path }) => path)).toEqual(["list[0]"]);
    expect(codes(seen)).toEqual(["quarantine duplicate-key", "quarantine truncated"]);
  });

  it.each([1, 8, 4096])("refuses one value over the record cap, at chunks of %i bytes", async (size) => {
    const seen = await read('{"a":1,"list":[{"k":"0123"},\n{"k":"01234567890"}],"b":1}', size, { recordBytes: 12 });
    expect(seen.values.map(({ path }) => path)).toEqual(["a", "list[0]"]);
    expect(seen.parts.at(-2)).toMatchObject({
      problem: { severity: "reject", code: "too-large", path: "list[1]", line: 2, byteOffset: 29 },
    });
    expect(codes(await read(`{"skip me":"${"x".repeat(50)}"}`, size, { recordBytes: 12 }))).toEqual([]);
  });

  it("asks the source to stop once the document is refused", async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        pulled += 1;
        yield new TextEncoder().encode("[".repeat(64));
      }
    }
    const parts: DocumentPart[] = [];
    for await (const part of readDocument(endless(), PLAN)) parts.push(part);
    expect(pulled).toBe(4);
    expect(parts).toMatchObject([{ problem: { code: "depth" } }, { type: "end" }]);
  });

  it("notes what a person should know and keeps going", async () => {
    const seen = await read('\ufeff{"a":"\\u0000\\ud800","b":12345678901234567890}');
    expect(seen.values.map(({ path, byteStart }) => [path, byteStart])).toEqual([
      ["a", 8],
      ["b", 27],
    ]);
    expect(codes(seen)).toEqual(["note bom", "note nul-escape", "note lone-surrogate", "note unsafe-number"]);
  });
});
