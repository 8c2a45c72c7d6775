import { describe, expect, it } from "vitest";
import { fingerprint } from "./fingerprint.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("fingerprint", () => {
  it("is HMAC-SHA-256 (RFC 4231, test case 2)", () => {
    expect(fingerprint(bytes("Jefe"), "what do ya want for nothing?")).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  it("is the same for a value with white space around it, another for another key", () => {
    const key = bytes("a key of the project");
    expect(fingerprint(key, "  value\n")).toBe(fingerprint(key, "value"));
    expect(fingerprint(key, "value")).not.toBe(fingerprint(bytes("another"), "value"));
    expect(fingerprint(key, "Value")).not.toBe(fingerprint(key, "value"));
  });
});
