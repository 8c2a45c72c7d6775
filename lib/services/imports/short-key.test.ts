import { describe, expect, it } from "vitest";
import { shortKey, shortLabel } from "./short-key.ts";

describe("names that no index holds", () => {
  it.each(["", "django__django-1", "é".repeat(512)])("are kept while they are short, %#", (name) => {
    expect([shortKey(name), shortLabel(name)]).toEqual([name, name]);
  });

  it("stay apart as keys", () => {
    const [one, other] = ["a".repeat(5000), `${"a".repeat(4999)}b`].map(shortKey);
    expect(one).not.toBe(other);
    for (const key of [one, shortKey("字".repeat(400)), shortKey(`${"a".repeat(79)}${"😀".repeat(300)}`)]) {
      expect(Buffer.byteLength(key ?? "")).toBeLessThan(500);
      expect(key?.isWellFormed()).toBe(true);
    }
  });

  it("keep their end as labels, in whole characters", () => {
    const label = shortLabel(`${"字".repeat(1000)}/run.jsonl`);
    expect(label.endsWith("字/run.jsonl")).toBe(true);
    expect(Buffer.byteLength(label)).toBeLessThanOrEqual(1024);
    expect(label).not.toContain("\ufffd");
  });
});
