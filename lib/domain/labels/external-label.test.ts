import { describe, expect, it } from "vitest";
import { ExternalLabel, labelIdOf } from "./external-label.ts";

const label = {
  run: { name: "run-1" },
  author: "a",
  taxonomy: { id: "shop", version: "1.0.0" },
  dimension: "mood",
  label: "good",
  place: { at: "step", index: 0 },
};

describe("a label from elsewhere", () => {
  it("counts from 0 and is a person's unless it says otherwise", () => {
    expect(ExternalLabel.parse(label)).toMatchObject({ authorKind: "person", place: { base: 0 } });
  });

  it.each([
    ["says nothing", { label: undefined }],
    ["says two things", { score: 1 }],
    ["names a run in two ways", { run: { name: "a", runId: "b" } }],
    ["has a member of another", { colour: "red" }],
    ["counts from 2", { place: { at: "step", index: 2, base: 2 } }],
    ["has a dimension no taxonomy can have", { dimension: "__proto__" }],
  ])("is none when it %s", (_, change) => {
    expect(ExternalLabel.safeParse({ ...label, ...change }).success).toBe(false);
  });
});

describe("the id of a label", () => {
  it.each([
    ["Invention of New Information", "invention_of_new_information"],
    ["Invention of new information", "invention_of_new_information"],
    ["Instruction/Plan Adherence Failure", "instruction_plan_adherence_failure"],
    ["1. Complete Failure", "l_1_complete_failure"],
    ["Déjà vu", "deja_vu"],
    ["好", "u597d"],
    ["坏", "u574f"],
    ["***", "l_"],
  ])("of %j is %s", (name, id) => {
    expect(labelIdOf(name)).toBe(id);
  });

  it("is never longer than a mark can hold", () => {
    expect(labelIdOf("好".repeat(200))).toHaveLength(64);
  });
});
