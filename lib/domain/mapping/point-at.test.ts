import { describe, expect, it } from "vitest";
import { EMPTY_MAPPING, type MappingDraft } from "./field-mapping.ts";
import { clearSlot, cutRuns, missingOf, placeOf, pointAt, type Slot, slotsAt } from "./point-at.ts";

const draftOf = (draft: MappingDraft, slot: Slot, pointer: string, kind: "list" | "text" = "text", isLines = false) => {
  const pointed = pointAt(draft, slot, { pointer, kind }, isLines);
  return "draft" in pointed ? pointed.draft : pointed.refusal;
};
const DOCUMENT: MappingDraft = { ...EMPTY_MAPPING, steps: "/turns" };

describe("pointing at a field", () => {
  it("takes its place relative to the step, the call or the record", () => {
    const said = draftOf(DOCUMENT, "message", "/turns/4/said");
    expect(said).toMatchObject({ step: { message: "/said" } });
    expect(draftOf(DOCUMENT, "model", "/meta/model")).toMatchObject({ run: { model: "/meta/model" } });
    const calling = { ...DOCUMENT, calls: "/calls" };
    expect(draftOf(calling, "input", "/turns/0/calls/1/args")).toMatchObject({ step: { input: "/args" } });
    expect(draftOf(calling, "observation", "/turns/0/out")).toMatchObject({ step: { observation: "/out" } });
  });

  it("says why a field cannot be it", () => {
    expect(draftOf(DOCUMENT, "message", "/meta/model")).toContain("not in a step");
    expect(draftOf({ ...DOCUMENT, calls: "/calls" }, "input", "/turns/0/args")).toContain("its list of calls");
    expect(draftOf(DOCUMENT, "steps", "/meta")).toContain("no list");
    expect(draftOf(DOCUMENT, "by", "/meta")).toContain("only where rows are grouped");
  });

  it("cuts the runs where the list of steps is", () => {
    expect(draftOf(DOCUMENT, "steps", "/all/0/turns", "list")).toMatchObject({
      runs: { at: "each", list: "/all" },
      steps: "/turns",
    });
    expect(draftOf(DOCUMENT, "steps", "/3/turns", "list", true)).toMatchObject({
      runs: { at: "lines" },
      steps: "/turns",
    });
    const rows = cutRuns(DOCUMENT, "rows", false);
    expect(rows.runs).toEqual({ at: "rows", list: "/turns", by: "" });
    expect(draftOf(rows, "by", "/turns/0/job")).toMatchObject({ runs: { by: "/job" } });
    expect(draftOf(rows, "steps", "/log", "list")).toMatchObject({ runs: { at: "rows", list: "/log" } });
    expect(cutRuns(rows, "document", false)).toMatchObject({ runs: { at: "document" }, steps: "/turns" });
    expect(cutRuns(EMPTY_MAPPING, "rows", true).runs).toEqual({ at: "rows", list: null, by: "" });
    expect(cutRuns(DOCUMENT, "each", false).runs).toEqual({ at: "each", list: "/turns" });
    expect(cutRuns(EMPTY_MAPPING, "log", true).runs).toEqual({ at: "log" });
  });

  it("finds the slots of a field again, in every step, and lets them go", () => {
    const draft = { ...DOCUMENT, step: { message: "/said", role: "/who" }, run: { runId: "/id" } };
    expect(slotsAt(draft, "/turns/7/said")).toEqual(["message"]);
    expect(slotsAt(draft, "/id")).toEqual(["runId"]);
    expect(slotsAt(draft, "/turns/7/id")).toEqual([]);
    expect(placeOf(clearSlot(draft, "message"), "message")).toBeUndefined();
    expect(clearSlot({ ...draft, roles: [{ value: "a", is: "agent" }] }, "role")).toMatchObject({ roles: [] });
    expect(clearSlot(draft, "runId").run).toEqual({});
    expect(clearSlot({ ...draft, calls: "/c" }, "calls").calls).toBeNull();
  });

  it("names what is missing", () => {
    expect(missingOf(EMPTY_MAPPING).map(({ slot }) => slot)).toEqual(["message"]);
    const roled = { ...DOCUMENT, step: { message: "/said", role: "/who" } };
    expect(missingOf(roled).map(({ slot }) => slot)).toEqual(["role"]);
    expect(
      missingOf(cutRuns({ ...roled, roles: [{ value: "a", is: "agent" }] }, "rows", false)).map(({ slot }) => slot),
    ).toEqual(["by"]);
  });
});
