import { expect, it } from "vitest";
import type { LinkedRun } from "@/lib/domain/record/run-link";
import { linkAddress, linksOfRun, openedBySteps } from "./links-of-run";

const link = (told: Partial<LinkedRun>): LinkedRun => ({
  kind: "subagent",
  other: "child",
  trajectoryId: "b",
  name: "b",
  ordinal: null,
  callId: null,
  ...told,
});
const atStep = link({ ordinal: 4 });
const ofRun = link({ trajectoryId: "c" });
const caller = link({ other: "parent", trajectoryId: "a", ordinal: 7 });

it("puts what a step opened at the step, and everything else at the run", () => {
  const again = link({ ordinal: 4, trajectoryId: "d" });
  expect([...openedBySteps([caller, atStep, again, ofRun])]).toEqual([[4, [atStep, again]]]);
  expect(linksOfRun([caller, atStep, ofRun])).toEqual([caller, ofRun]);
});

it("leads to the step that called, and to a run's beginning", () => {
  expect([caller, atStep, link({ other: "parent" })].map(linkAddress)).toEqual(["/runs/a#s8", "/runs/b", "/runs/b"]);
});
