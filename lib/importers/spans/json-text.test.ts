import { expect, it } from "vitest";
import { elementsOf, type JsonNode, membersOf, parseJsonText } from "./json-text.ts";

function plain({ value }: JsonNode): unknown {
  if (value instanceof Map) return [...value].map(([key, node]) => [key, plain(node)]);
  return Array.isArray(value) ? value.map(plain) : value;
}

it.each([
  '{"a": [1, 2.50 ,-3e2], "b":{"":null}, "__proto__": true}',
  '["\\"", "\\\\", "\\\\\\"]", "a,b]}", "\\ud800", "\u2028"]',
  " [ ] ",
  "{}",
  "[[],{},[{}]]",
  '"alone"',
  "12",
  "null",
])("reads what JSON.parse reads: %s", (text) => {
  const node = parseJsonText(text);
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
  const node = parseJsonText('{"args" : {"n":9007199254740993, "t":"\\u0041\ud800"} , "l":[ 1.0 ]}');
  expect(membersOf(node).get("args")?.source).toBe('{"n":9007199254740993, "t":"\\u0041\ud800"}');
  expect(elementsOf(membersOf(node).get("l"))[0]?.source).toBe("1.0");
});

it.each(["{", "[1,]", "NaN", "", "nothing", `${"[".repeat(500)}${"]".repeat(500)}`])("is nothing: %s", (text) => {
  expect(parseJsonText(text)).toBeNull();
});

it("reads a long text in one pass", () => {
  const long = "x\\\\".repeat(500_000);
  expect(parseJsonText(`["${long}"]`)).not.toBeNull();
});
