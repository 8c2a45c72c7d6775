import { describe, expect, it } from "vitest";
import { mergeHits } from "./merge-hits.ts";
import type { Hit } from "./rule.ts";

const hit = (type: string, start: number, end: number, more: Partial<Hit> = {}): Hit => {
  return { rule: type, kind: "secret", severity: "medium", type, start, end, ...more };
};
const short = (hits: Hit[]) => hits.map(({ type, start, end }) => [type, start, end]);

describe("mergeHits", () => {
  it("keeps neighbours apart and sorts", () => {
    expect(short(mergeHits([hit("b", 5, 9), hit("a", 0, 5)]))).toEqual([
      ["a", 0, 5],
      ["b", 5, 9],
    ]);
  });

  it("names a range by the telling type, whatever came first", () => {
    expect(short(mergeHits([hit("generic-api-key", 0, 9), hit("github-pat", 0, 9)]))).toEqual([["github-pat", 0, 9]]);
    expect(short(mergeHits([hit("github-pat", 2, 6), hit("generic-api-key", 0, 9)]))).toEqual([["github-pat", 0, 9]]);
  });

  it("covers everything that was found, in chains too", () => {
    const chain = [hit("a", 0, 4), hit("b", 3, 8), hit("c", 7, 9)];
    expect(short(mergeHits(chain))).toEqual([["b", 0, 9]]);
  });

  it("takes the highest severity", () => {
    const merged = mergeHits([hit("a", 0, 9, { severity: "low" }), hit("generic-api-key", 0, 4, { severity: "high" })]);
    expect(merged).toEqual([hit("a", 0, 9, { severity: "high" })]);
  });

  it("drops personal data where a secret is, and only there", () => {
    const found = mergeHits([
      hit("database-url", 10, 16),
      hit("email", 10, 30, { kind: "pii" }),
      hit("email", 40, 50, { kind: "pii" }),
      hit("email", 0, 10, { kind: "pii" }),
    ]);
    expect(short(found)).toEqual([
      ["email", 0, 10],
      ["database-url", 10, 16],
      ["email", 40, 50],
    ]);
  });
});
