import { expect, it } from "vitest";
import { readSession, type SessionLine } from "./read-session.ts";

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size = 7) {
  const lines: SessionLine[] = [];
  const codes: string[] = [];
  for await (const each of readSession(chunks(text, size)))
    if ("problem" in each) codes.push(`${each.problem.severity} ${each.problem.code} ${each.problem.line}`);
    else lines.push(each);
  return { lines, codes };
}

it("gives every line that says something, with its place", async () => {
  const text = '{"a":1}\n\n  {"b":2}\r\n';
  const { lines, codes } = await read(text);
  expect(lines.map(({ index, line, value }) => [index, line, value])).toEqual([
    [0, 1, { a: 1 }],
    [1, 3, { b: 2 }],
  ]);
  for (const { byteStart, byteEnd, bytes } of lines)
    expect(Buffer.from(text).subarray(byteStart, byteEnd)).toEqual(Buffer.from(bytes));
  expect(codes).toEqual([]);
});

it("goes on after a line that is no JSON, and says so", async () => {
  const { lines, codes } = await read('{"a":1}\n{"b":\n{"c":3}\n{"d"');
  expect(lines.map(({ isBroken }) => isBroken)).toEqual([false, true, false, true]);
  expect(codes).toEqual(["note broken-line 2", "note broken-line 4"]);
});

it("stops at a key that stands twice", async () => {
  const { lines, codes } = await read('{"a":1}\n{"b":1,"b":2}\n{"c":3}');
  expect([lines.length, codes]).toEqual([1, ["quarantine duplicate-key 2"]]);
});

it("says what is odd once, at its first place", async () => {
  const { codes } = await read('{"a":"\\u0000"}\n{"a":"\\u0000"}\n{"a":9007199254740993}');
  expect(codes).toEqual(["note nul-escape 1", "note unsafe-number 3"]);
});

it("says that nothing is there", async () => {
  expect((await read(" \n")).codes).toEqual(["reject empty 1"]);
});
