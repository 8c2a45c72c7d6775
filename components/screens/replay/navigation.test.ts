import { expect, it } from "vitest";
import type { OutlineStep } from "@/components/trajectory/outline";
import type { Command } from "@/lib/domain/keys/key-table";
import { moveFrom } from "./navigation";

const step = (ordinal: number, lane: number, isError = false): OutlineStep => ({
  ordinal,
  kind: "shell",
  lane,
  target: "",
  isError,
  isErrorInferred: false,
  exitCode: null,
  durationMs: null,
  tokens: null,
  costUsd: null,
  size: 1,
});
const steps = [step(0, 0), step(1, 0, true), step(2, 1), step(3, 1, true), step(4, 0)];
const phases = ["edit", null, "edit", null, "edit"];

it.each<[Command["type"], number, number]>([
  ["next-step", 0, 1],
  ["next-step", 4, 4],
  ["previous-step", 0, 0],
  ["next-error", 0, 1],
  ["next-error", 1, 3],
  ["next-error", 3, 3],
  ["next-unlabelled", 1, 3],
  ["previous-unlabelled", 3, 1],
  ["next-lane", 0, 2],
  ["previous-lane", 4, 3],
  ["first-step", 3, 0],
  ["last-step", 0, 4],
])("%s from %i leads to %i", (type, from, to) => {
  expect(moveFrom({ type } as Command, steps, phases, from)).toBe(to);
});

it("leaves what is no move alone", () => {
  expect(moveFrom({ type: "undo" }, steps, phases, 0)).toBeNull();
  expect(moveFrom({ type: "next-step" }, [], [], 0)).toBe(0);
});
