import { expect, it } from "vitest";
import { matchRuns } from "./match-runs.ts";

const run = (recordSha256: string, runKey: string) => ({ recordSha256, runKey });
const pairs = (known: ReturnType<typeof run>[], read: ReturnType<typeof run>[]) =>
  [...matchRuns(known, read)].map(([left, right]) => [left.runKey, right.runKey]);

it("pairs runs by bytes and id, whatever their order", () => {
  expect(pairs([run("a", "1"), run("b", "2")], [run("b", "2"), run("a", "1")])).toEqual([
    ["1", "1"],
    ["2", "2"],
  ]);
});

it("pairs by bytes where a parser learnt another id, and by id where it cuts records otherwise", () => {
  expect(pairs([run("a", "sha256:a"), run("b", "2")], [run("a", "session-1"), run("c", "2")])).toEqual([
    ["sha256:a", "session-1"],
    ["2", "2"],
  ]);
});

it("tells two runs of one record apart by their ids, and guesses nothing where they have none", () => {
  expect(pairs([run("a", "1"), run("a", "2")], [run("a", "2"), run("a", "1")])).toEqual([
    ["1", "1"],
    ["2", "2"],
  ]);
  expect(pairs([run("a", "1"), run("a", "2")], [run("a", "3"), run("a", "4")])).toEqual([]);
});

it("takes the same record twice for one run, and leaves one that is not there without a counterpart", () => {
  expect(pairs([run("a", "1")], [run("a", "1"), run("a", "1")])).toEqual([["1", "1"]]);
  expect(pairs([run("a", "1")], [run("b", "2")])).toEqual([]);
});
