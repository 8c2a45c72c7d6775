import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { recogniseSweAgent } from "./recognise.ts";

const confidence = (value: unknown) => recogniseSweAgent(new TextEncoder().encode(JSON.stringify(value)));

describe("recogniseSweAgent", () => {
  it.each(["two-agents.traj", "older.traj", "history-only.traj"])("knows %s, also when cut", async (name) => {
    const bytes = await readFile(path.join(import.meta.dirname, "fixtures", name));
    expect(recogniseSweAgent(bytes)).toBeGreaterThan(0.8);
    expect(recogniseSweAgent(bytes.subarray(0, 800))).toBeGreaterThan(0.5);
  });

  it.each([
    [
      "mini-swe-agent",
      {
        trajectory_format: "mini-swe-agent-1",
        info: {},
        messages: [],
        trajectory: [{ action: "a", observation: "b" }],
      },
    ],
    ["Who&When", { history: [{ content: "c", name: "n", role: "r" }], mistake_agent: "n" }],
    ["MAST", { note: { options: {} }, trajectory: [{ content: ["c"], role: "r", name: "n" }] }],
    ["ATIF", { schema_version: "ATIF-v1.4", steps: [] }],
    ["OpenHands", { instance_id: "a", history: [{ id: 1, source: "agent", action: "run", args: {} }] }],
    ["a list", [{ action: "a", observation: "b", thought: "t", response: "r" }]],
    ["settings", { name: "x" }],
  ])("leaves %s to others", (_, value) => {
    expect(confidence(value)).toBe(0);
  });

  it("does not look at the name, and bears bytes that are not JSON", () => {
    expect(recogniseSweAgent(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toBe(0);
    expect(recogniseSweAgent(new Uint8Array())).toBe(0);
  });
});
