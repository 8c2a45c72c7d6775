import { describe, expect, it } from "vitest";
import { DECODINGS, RULES, RULESET_SHA256, RULESET_VERSION } from "./ruleset.ts";

describe("the ruleset", () => {
  it("has a new version whenever what it finds may differ", () => {
    // Raise RULESET_VERSION, then write both down here.
    expect([RULESET_VERSION, RULESET_SHA256]).toEqual([
      "2026.11.1",
      "6c306ce62f178a41719ba0ab22d0c2d40aab9eea37860b208e452d50201e80d8",
    ]);
  });

  it("has an id of its own for every rule and decoding", () => {
    const ids = [...RULES, ...DECODINGS].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});
