import { describe, expect, it } from "vitest";
import { JsonNode, parseNode } from "./json-node.ts";

function plain(node: JsonNode): unknown {
  if (node.isObject) return [...node.members].map(([key, each]) => [key, plain(each)]);
  return node.isList ? node.items.map(plain) : (node.text ?? node.number ?? node.source);
}

it.each([
  '{"a": [1, 2.50 ,-3e2], "b":{"":1}, "__proto__": "x"}',
  '["\\"", "\\\\", "\\\\\\"]", "a,b]}", "\\ud800", "\u2028"]',
  " [ ] ",
  "{}",
  "[[],{},[{}]]",
  '"alone"',
  "12",
])("reads what JSON.parse reads: %s", (text) => {
  const node = parseNode(text);
  const entries = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(entries)
      : value !== null && typeof value === "object"
        ? Object.entries(value).map(([key, each]) => [key, entries(each)])
        : value;
  expect(node && plain(node)).toEqual(entries(JSON.parse(text)));
  expect(node?.source).toBe(text.trim());
});

it("keeps the source of each value, unit for unit", () => {
  const node = parseNode('{"args" : {"n":9007199254740993, "t":"\\u0041\ud800"} , "l":[ 1.0 ]}');
  expect(node?.get("args")?.source).toBe('{"n":9007199254740993, "t":"\\u0041\ud800"}');
  expect(node?.get("l")?.items[0]?.source).toBe("1.0");
});

it.each(["{", "[1,]", "NaN", "", "nothing"])("is nothing: %s", (text) => {
  expect(parseNode(text)).toBeNull();
});

it("reads a long text in one pass", () => {
  const long = "x\\\\".repeat(500_000);
  expect(parseNode(`["${long}"]`)?.items).toHaveLength(1);
});

describe("a JSON node", () => {
  const node = new JsonNode(' { "a\\"b" : [1, {"x": "]}"}, "c,\\\\" , null] ,"__proto__": {"y":1} , "e": "" } '.trim());

  it("cuts what it holds as it is written", () => {
    expect([...node.members.keys()]).toEqual(['a"b', "__proto__", "e"]);
    expect(node.get('a"b')?.items.map(({ source }) => source)).toEqual(["1", '{"x": "]}"}', '"c,\\\\"', "null"]);
    expect(node.get("__proto__")?.source).toBe('{"y":1}');
    expect(node.get("toString", "constructor")).toBeNull();
    expect(new JsonNode("{}").members.size + new JsonNode("[ ]").items.length).toBe(0);
  });

  it("tells kinds apart", () => {
    expect(
      ["1.5", '"t"', "true", "[]", "{}"].map((source) => {
        const { isList, isObject, number, text } = new JsonNode(source);
        return [isList, isObject, number, text];
      }),
    ).toEqual([
      [false, false, 1.5, null],
      [false, false, null, "t"],
      [false, false, null, null],
      [true, false, null, null],
      [false, true, null, null],
    ]);
  });
});
