import { describe, expect, it } from "vitest";
import { titleOf } from "../dialogue/task-of.ts";
import { cutInstruction } from "./instruction.ts";
import { LaneList } from "./lanes.ts";
import { mapStep } from "./map-step.ts";
import { amountOrNull, countOrNull, secondsToMs } from "../dialogue/number-facts.ts";
import { taskKeyFromName } from "./task-key.ts";

describe("taskKeyFromName", () => {
  it.each([
    ["a__b-123.traj", "a__b-123"],
    ["runs/x__y-1/a__b-123.traj", "a__b-123"],
    ["C:\\runs\\a__b-123.traj.json", "a__b-123"],
    [
      "gpt__data__default__t-0.20__p-0.95__c-2.00__install-1__marshmallow-code__marshmallow-1867.traj",
      "marshmallow-code__marshmallow-1867",
    ],
    [
      "gpt__t-0.20__install-1___install_from_source__marshmallow-code__marshmallow-1867.traj",
      "marshmallow-code__marshmallow-1867",
    ],
    ["human__lcb__t-0.00__p-0.95__c-4.00__install-0__humanevalfix-python-0.traj", "humanevalfix-python-0"],
    ["scikit-learn__scikit-learn-14092.traj", "scikit-learn__scikit-learn-14092"],
    ["crypto__eps.traj", "crypto__eps"],
    ["plain", "plain"],
    ["folder/", "folder"],
    [".traj", "unnamed"],
    ["", "unnamed"],
  ])("%s -> %s", (name, key) => {
    expect(taskKeyFromName(name)).toBe(key);
  });
});

describe("cutInstruction", () => {
  it.each([
    ["Here's the issue text:\nISSUE:\nBug\nmore\n\nINSTRUCTIONS:\nNow", "Bug\nmore"],
    ["ISSUE:\r\nBug\r\n\nINSTRUCTIONS:\r\nNow", "Bug"],
    ["ISSUE:\nsays\nINSTRUCTIONS: inside\n\nINSTRUCTIONS:\nNow", "says\nINSTRUCTIONS: inside"],
    ["<pr_description>\nFix it\n</pr_description>\nCan you?", "Fix it"],
    ['We are solving it. The CTF challenge is "eps".\nNote\n\nINSTRUCTIONS:\nNow', 'The CTF challenge is "eps".\nNote'],
    ["ISSUE:\nno end", "ISSUE:\nno end"],
    ["ISSUE:\n\nINSTRUCTIONS:\nempty issue", "ISSUE:\n\nINSTRUCTIONS:\nempty issue"],
    ["  free words \n", "free words"],
  ])("%j", (message, instruction) => {
    expect(cutInstruction(message)).toBe(instruction);
  });

  it("takes the first line that says something as the title, within 160 units", () => {
    expect(titleOf("\n \n  Fix it  \nnow")).toBe("Fix it");
    expect(titleOf(" \n ")).toBeNull();
    expect(titleOf("x".repeat(160))).toHaveLength(160);
    expect(titleOf("x".repeat(161))).toBe(`${"x".repeat(159)}…`);
    expect(titleOf("😀".repeat(100))?.isWellFormed()).toBe(true);
  });
});

describe("LaneList", () => {
  it("is one main lane for a single agent, whatever it is called", () => {
    const lanes = new LaneList();
    expect([lanes.indexOf("pydicom-critic"), lanes.indexOf("pydicom-critic")]).toEqual([0, 0]);
    expect(lanes.finish(null)).toEqual([{ name: "pydicom-critic", role: "main" }]);
    expect(new LaneList().finish("primary")).toEqual([{ name: "primary", role: "main" }]);
  });

  it("guesses roles from names and never names two lanes alike", () => {
    const lanes = new LaneList();
    for (const name of ["main", null, "Verifier", "summarizer", "PatchReviewer", "zebra"]) lanes.indexOf(name);
    expect(lanes.finish("main")).toEqual([
      { name: "main", role: "main" },
      { name: "unnamed", role: "other" },
      { name: "Verifier", role: "verifier" },
      { name: "summarizer", role: "summarizer" },
      { name: "PatchReviewer", role: "critic" },
      { name: "zebra", role: "other" },
    ]);
  });
});

describe("numbers of the source", () => {
  it("are facts only when they can be held exactly", () => {
    expect([0, 7, -1, 1.5, 2 ** 53, "12", null].map(countOrNull)).toEqual([0, 7, null, null, null, null, null]);
    expect([0, 0.5, -0.5, Number.POSITIVE_INFINITY, Number.NaN].map(amountOrNull)).toEqual([0, 0.5, null, null, null]);
    expect([0.1234567, 3, "3", -1, 1e308].map(secondsToMs)).toEqual([123.457, 3000, null, null, null]);
  });
});

describe("an edit by lines", () => {
  const place = {
    ordinal: 0,
    turn: 0,
    lane: 0,
    sourceIndex: 0,
    sourcePointer: { path: "trajectory[0]", byteStart: 0, byteEnd: 1 },
  };
  const edit = { action: "edit 12:20\nx = 1\nend_of_edit\n", observation: "", thought: "t", response: "" };

  it.each([
    [{ open_file: "/srv/shop/cart.py" }, "/srv/shop/cart.py 12:20"],
    [JSON.stringify({ open_file: "/srv/shop/cart.py" }), "/srv/shop/cart.py 12:20"],
    [{ open_file: "n/a" }, "12:20"],
    [undefined, "12:20"],
  ])("is named by the file that was open: %j", (state, target) => {
    expect(mapStep({ ...edit, state }, place)?.target).toBe(target);
  });
});
