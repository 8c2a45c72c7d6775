import { expect, it } from "vitest";
import { seededRandom } from "../../domain/seeded-random.ts";
import { elementSlices, memberSlice } from "./slices.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const textOf = (slice: { bytes: Uint8Array } | null | undefined) => slice && Buffer.from(slice.bytes).toString("utf8");

it("ends a string at the first quote that no backslash escapes", () => {
  const hard = String.raw`{"a\"b": "\\", "c": "\\\"}]", "d": "{[\"", "\u0065": 5}`;
  expect(['a"b', "c", "d", "e"].map((key) => textOf(memberSlice(bytes(hard), key)))).toEqual([
    String.raw`"\\"`,
    String.raw`"\\\"}]"`,
    String.raw`"{[\""`,
    "5",
  ]);
});

it("begins behind a byte order mark and blank space", () => {
  expect(textOf(memberSlice(bytes('\ufeff \n{"a": [1]}'), "a"))).toBe("[1]");
});

/** A random JSON value as text with random blank space, and nothing random about its meaning. */
function randomText(random: () => number, depth: number): string {
  const blank = () => ["", " ", "\n\t", "  "][Math.floor(random() * 4)] ?? "";
  const strings = ["", "a", 'q"q', "back\\slash\\", "]}", "[{,:", "größe 検索", "\u0001\u007f\ud83d\ude00"];
  const word = () => JSON.stringify(strings[Math.floor(random() * strings.length)] ?? "");
  const kind = Math.floor(random() * (depth > 3 ? 3 : 5));
  if (kind === 0) return word();
  if (kind === 1) return ["0", "-1.5e+3", "true", "null"][Math.floor(random() * 4)] ?? "0";
  if (kind === 2) return random() < 0.5 ? "[]" : "{}";
  const items = Array.from({ length: Math.floor(random() * 4) }, (_, at) => {
    const value = `${blank()}${randomText(random, depth + 1)}${blank()}`;
    return kind === 3 ? value : `${blank()}"k${at}"${blank()}:${value}`;
  });
  return kind === 3 ? `[${items.join(",")}]` : `{${items.join(",")}}`;
}

it("finds what JSON.parse finds, in random texts", () => {
  const random = seededRandom(11);
  for (let round = 0; round < 3000; round += 1) {
    const text = ` ${randomText(random, 0)} `;
    const value: unknown = JSON.parse(text);
    const elements = elementSlices(bytes(text), null).map((slice) => JSON.parse(textOf(slice) ?? ""));
    expect(elements).toEqual(Array.isArray(value) ? value : []);
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    for (const [key, member] of Object.entries(value))
      expect(JSON.parse(textOf(memberSlice(bytes(text), key)) ?? "")).toEqual(member);
  }
});

it("comes to an end on text that is not sound", () => {
  for (const text of ['{"a" "b"', "[1 2", '{"a":"', "[[[", '["\\', "{:,}", "", "x"]) {
    expect(elementSlices(bytes(text), null).length).toBeLessThan(5);
    expect(memberSlice(bytes(text), "z")).toBeNull();
  }
});
