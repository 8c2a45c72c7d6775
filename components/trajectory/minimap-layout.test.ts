import { expect, it } from "vitest";
import { layOutMinimap, stepAtHeight } from "./minimap-layout";
import type { OutlineStep } from "./outline";

const step = (ordinal: number, size = 100): OutlineStep => ({
  ordinal,
  kind: "shell",
  lane: 0,
  target: "",
  isError: ordinal === 7,
  isErrorInferred: false,
  exitCode: null,
  durationMs: null,
  tokens: null,
  costUsd: null,
  size,
});
const run = (count: number) => Array.from({ length: count }, (_, ordinal) => step(ordinal, (ordinal % 9) * 1000));

it.each([1, 20, 99, 100, 5000, 50_000])("shows all of a run of %i steps in the height it has, in order", (count) => {
  const blocks = layOutMinimap(run(count), [], 800);
  expect(blocks[0]?.from).toBe(0);
  expect(blocks.at(-1)?.to).toBe(count - 1);
  for (const [index, block] of blocks.entries()) {
    expect(block.top + block.height).toBeLessThanOrEqual(801);
    expect(block.from).toBe((blocks[index - 1]?.to ?? -1) + 1);
  }
  expect(blocks.some(({ isError }) => isError)).toBe(count > 7);
});

it.each([20, 5000])("finds the step under the pointer in a run of %i", (count) => {
  const blocks = layOutMinimap(run(count), [], 800);
  expect(stepAtHeight(blocks, -5)).toBe(0);
  expect(stepAtHeight(blocks, 900)).toBe(count - 1);
  for (const block of blocks) expect(stepAtHeight(blocks, block.top)).toBe(block.from);
});

it("has nothing to show for an empty run", () => {
  expect(layOutMinimap([], [], 800)).toEqual([]);
  expect(stepAtHeight([], 10)).toBe(0);
});
