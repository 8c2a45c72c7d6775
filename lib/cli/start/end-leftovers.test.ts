import { spawn } from "node:child_process";
import { expect, it } from "vitest";
import { birthOfProcess, isProcessAlive } from "../../db/engine/process-table.ts";
import { endLeftovers } from "./end-leftovers.ts";

const state = { pid: 1, url: "", ownerUrl: "", appUrl: "" };

it("ends a process of a killed studio, but never a stranger with the same pid", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  const pid = child.pid ?? 0;
  await endLeftovers({ ...state, children: [{ name: "web", pid, birth: "another moment" }] });
  expect(isProcessAlive(pid)).toBe(true);
  await endLeftovers({ ...state, children: [{ name: "web", pid, birth: birthOfProcess(pid) }] });
  expect(isProcessAlive(pid)).toBe(false);
});
