import { describe, expect, it } from "vitest";
import type { Citation } from "../labels/mark-value.ts";
import {
  changeFailure,
  citedRanges,
  failureSteps,
  flagsAt,
  markToCite,
  newFailure,
  newRecovery,
  sayDecision,
  type Standing,
  toggleCitation,
  toggleFlag,
} from "./acts.ts";
import { placeKey, type Said } from "./gesture.ts";

const standing = ({ value, ...place }: Said): Standing => {
  if (value === null) throw new Error("taken back");
  return { ...place, value };
};
const quote: Citation = { target: "text", ordinal: 2, field: "observation", start: 3, end: 9 };
const step: Citation = { target: "step", ordinal: 4 };

describe("flags", () => {
  it("stand side by side and go one by one", () => {
    const marks = [standing(toggleFlag([], 3, "dead_end")), standing(toggleFlag([], 3, "repeat"))];
    expect([...flagsAt(marks, 3)]).toEqual(["dead_end", "repeat"]);
    expect(flagsAt(marks, 4).size).toBe(0);
    expect(toggleFlag(marks, 3, "repeat").value).toBeNull();
    expect(placeKey(toggleFlag(marks, 3, "repeat"))).not.toBe(placeKey(toggleFlag(marks, 3, "dead_end")));
  });
});

describe("evidence", () => {
  it("goes to the mark in focus, else to what cites least here", () => {
    const failure = standing(newFailure(2, "loop", 0, quote));
    const decision = standing(sayDecision([], 2, "evidence_direct"));
    expect(markToCite([failure, decision], placeKey(failure), 9)).toBe(failure);
    expect(markToCite([failure, decision], null, 2)).toBe(decision);
    expect(markToCite([failure, decision], null, 3)).toBeNull();
  });

  it("is added once and taken away by citing it again", () => {
    const failure = standing(newFailure(2, "loop", 0, null));
    const once = standing(toggleCitation(failure, step));
    expect(once.value).toMatchObject({ evidence: [step] });
    expect(toggleCitation(once, step).value).toMatchObject({ evidence: [] });
    expect(toggleCitation(once, quote).value).toMatchObject({ evidence: [step, quote] });
    expect(citedRanges([standing(toggleCitation(once, quote))], 2, "observation")).toEqual([{ start: 3, end: 9 }]);
  });

  it("stays when a decision gets another label, and the same label takes it back", () => {
    const first = standing(toggleCitation(standing(sayDecision([], 1, "evidence_direct")), step));
    expect(sayDecision([first], 1, "evidence_indirect").value).toMatchObject({ evidence: [step] });
    expect(sayDecision([first], 1, "evidence_direct").value).toBeNull();
  });
});

it("changes a failure and leaves its place alone", () => {
  const failure = standing(newFailure(5, "tool_misuse", 1, null));
  const changed = changeFailure(failure, { severity: "high", decisiveOrdinal: 6 });
  expect(placeKey(changed)).toBe(placeKey(failure));
  expect(changed.value).toMatchObject({ severity: "high", decisiveOrdinal: 6, lane: 1 });
  expect(failureSteps([failure, standing(newFailure(2, "loop", 0, null))])).toEqual([2, 5]);
});

it("makes a recovery of two steps in either order", () => {
  expect(newRecovery(7, 4).anchor).toEqual({ target: "range", from: 4, to: 7 });
});
