import { describe, expect, it } from "vitest";
import type { ExternalPlace } from "./external-label.ts";
import { inconsistenciesOf } from "./inconsistencies.ts";
import { tasksOfRun } from "./tasks-of-run.ts";

const run = {
  laneNames: ["Orchestrator", "WebSurfer", "张三"],
  steps: [
    { sourceIndex: 0, laneName: "user" },
    { sourceIndex: 1, laneName: "Orchestrator" },
    { sourceIndex: 2, laneName: "WebSurfer" },
    { sourceIndex: 2, laneName: "WebSurfer" },
    { sourceIndex: 4, laneName: "张三" },
  ],
};
const single = {
  laneNames: ["agent"],
  steps: [
    { sourceIndex: 0, laneName: "user" },
    { sourceIndex: 1, laneName: "agent" },
  ],
};
const at = (index: number, base: 0 | 1 = 0): ExternalPlace => ({ at: "step", index, base });

describe("a label and its run", () => {
  it.each<[string, ExternalPlace, string | null]>([
    ["the agent speaks there", at(2), "WebSurfer"],
    ["the agent is written in another case", at(3, 1), "Web-surfer"],
    ["the person is named", at(0), "human"],
    ["the name is of another script", at(4), "张三"],
    ["nobody is named", at(2), null],
    ["the entry went into another row", at(3), "WebSurfer"],
    ["the place is an entry's id", { at: "entry", id: "span" }, "WebSurfer"],
    ["the place is the run", { at: "run" }, "Orchestrator"],
    ["the place is a range", { at: "range", from: 1, to: 4, base: 0 }, "WebSurfer"],
  ])("agree where %s", (_, place, agent) => {
    expect(inconsistenciesOf({ place, agent }, run)).toEqual([]);
  });

  it("agree where the only agent is called the assistant", () => {
    expect(inconsistenciesOf({ place: at(2, 1), agent: "Assistant" }, single)).toEqual([]);
  });

  it.each<[ExternalPlace, string | null, string[]]>([
    [at(1), "WebSurfer", ["The label names WebSurfer, but entry 1, counted from 0, is by Orchestrator."]],
    [at(3, 1), "Orchestrator", ["The label names Orchestrator, but entry 3, counted from 1, is by WebSurfer."]],
    [at(1), "FileSurfer", ["The label names FileSurfer, and no agent of the run has this name."]],
    [at(4), "李四", ["The label names 李四, and no agent of the run has this name."]],
    [{ at: "run" }, "FileSurfer", ["The label names FileSurfer, and no agent of the run has this name."]],
    [at(5), null, ["Entry 5, counted from 0, is outside the run, whose last is 4."]],
    [at(5, 1), null, []],
    [at(6, 1), null, ["Entry 6, counted from 1, is outside the run, whose last is 5."]],
    [at(0, 1), null, ["Entry 0, counted from 1, is outside the run, whose last is 5."]],
    [{ at: "range", from: 3, to: 1, base: 0 }, null, ["The range begins at 3, after its end at 1."]],
    [{ at: "range", from: 3, to: 9, base: 0 }, null, ["Entry 9, counted from 0, is outside the run, whose last is 4."]],
  ])("%#: do not agree", (place, agent, said) => {
    expect(inconsistenciesOf({ place, agent }, run)).toEqual(said);
  });

  it("do not agree where one of several is only called the assistant", () => {
    expect(inconsistenciesOf({ place: at(1), agent: "Assistant" }, run)).toHaveLength(1);
  });

  it("do not agree where evidence lies outside, said once", () => {
    expect(inconsistenciesOf({ place: at(1), evidence: [at(7), at(7), at(2)] }, run)).toEqual([
      "Entry 7, counted from 0, is outside the run, whose last is 4.",
    ]);
  });

  it("do not agree where the run has no entries", () => {
    expect(inconsistenciesOf({ place: at(0) }, { laneNames: ["agent"], steps: [] })).toEqual([
      "Entry 0, counted from 0, is outside the run, which has none.",
    ]);
  });
});

it("a task has the key of its attempts and its benchmark's number", () => {
  const task = { key: "tau-1", title: "t", instruction: null };
  expect(
    tasksOfRun({
      task,
      environment: [
        ["task_id", "4"],
        ["trial", "0"],
      ],
    }),
  ).toEqual(["tau-1", "4"]);
  expect(tasksOfRun({ task, environment: [["task_id", "tau-1"]] })).toEqual(["tau-1"]);
});
