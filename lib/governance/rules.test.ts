import { describe, expect, it } from "vitest";
import { RULES } from "./ruleset.ts";

describe.each(RULES)("rule $id", (rule) => {
  it.each(rule.cases.map((item, index) => ({ ...item, index })))(
    "finds exactly the values of case $index",
    async ({ text, values }) => {
      const found = await rule.find(text);
      const ranges = found.map(({ start, end }) => ({ start, end })).sort((a, b) => a.start - b.start);
      expect(ranges).toEqual(values);
      for (const { rule: id, kind, type } of found) {
        expect(id).toBe(rule.id);
        expect(kind).toBe(rule.kind);
        expect(type).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      }
    },
  );

  it.each(rule.misses.map((text, index) => ({ text, index })))(
    "finds nothing in look-alike $index",
    async ({ text }) => {
      expect(await rule.find(text)).toEqual([]);
    },
  );

  it("has cases of both sorts", () => {
    expect(rule.hits.length).toBeGreaterThan(0);
    expect(rule.misses.length).toBeGreaterThan(0);
  });
});
