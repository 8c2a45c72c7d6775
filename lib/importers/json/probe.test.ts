import { describe, expect, it } from "vitest";
import { probeJson } from "./probe.ts";

const probe = (text: string) => probeJson(new TextEncoder().encode(text));

describe("probeJson", () => {
  it("reads members and the keys inside them from a head that ends anywhere", () => {
    const { root, members, inner, isBroken } = probe(
      '{"env":"x","rows":[{"a":1,"b":{"deep":1}},{"c":2}],"info":{"d":{"e":1}},"las',
    );
    expect([root, isBroken]).toEqual(["object", false]);
    expect(Array.from(members)).toEqual([
      ["env", "other"],
      ["rows", "array"],
      ["info", "object"],
    ]);
    expect(Array.from(inner, ([key, keys]) => [key, Array.from(keys)])).toEqual([
      ["rows", ["a", "b", "c"]],
      ["info", ["d"]],
    ]);
  });

  it("reads the keys of the objects in a top-level list", () => {
    const { root, elements } = probe('[{"role":"user","content":[{"type":"text"}]},{"name":1}');
    expect([root, Array.from(elements)]).toEqual(["array", ["role", "content", "name"]]);
  });

  it("says when the head is not JSON", () => {
    expect(probe("# aider chat").isBroken).toBe(true);
    expect(probe('{"a":1}\n{"a":2}').isBroken).toBe(true);
    expect(probeJson(Uint8Array.of(0x1f, 0x8b, 8)).isBroken).toBe(true);
  });
});
