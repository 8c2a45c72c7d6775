import { expect, it } from "vitest";
import { FINDING_KINDS, isBlocking, isHarmless, KIND_FACTS, VERDICTS } from "./finding.ts";
import { gateState } from "./clearance.ts";

const facts = { scan: "done", open: 0, unredactable: 0, unplaced: 0, isClearedAsItStands: true } as const;

it.each([
  [facts, "cleared"],
  [{ ...facts, isClearedAsItStands: false }, "needs_review"],
  [{ ...facts, open: 1 }, "needs_review"],
  [{ ...facts, unredactable: 1 }, "blocked"],
  [{ ...facts, unplaced: 1 }, "needs_review"],
  [{ ...facts, scan: null }, "unscanned"],
  [{ ...facts, scan: "queued" }, "scanning"],
  [{ ...facts, scan: "running" }, "scanning"],
  [{ ...facts, scan: "failed" }, "scan_failed"],
] as const)("%o is %s", (given, state) => {
  expect(gateState(given)).toBe(state);
});

it("blocks on everything nobody has looked at, and on what is real and cannot be redacted", () => {
  for (const kind of FINDING_KINDS) {
    expect(isBlocking(kind, "open")).toBe(true);
    for (const verdict of VERDICTS)
      expect(isBlocking(kind, verdict)).toBe(!isHarmless(verdict) && !KIND_FACTS[kind].isMasked);
  }
});
