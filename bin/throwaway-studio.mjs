// A studio of its own for the journeys: the real `runtape start`, with a new data folder on a free port.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findFreePort } from "../lib/db/engine/free-port.ts";
import { root } from "./check-stages.mjs";

const upWithinMs = 180_000;
const downWithinMs = 30_000;

/** Starts it, gives `run` the addresses (E2E_URL, E2E_SETUP_URL, E2E_DATABASE_URL, E2E_DATA), and takes it away again. */
export async function withStudio(run) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runtape-e2e-"));
  chmodSync(folder, 0o711); // as root the engine runs as another user and must pass through
  const dataDir = path.join(folder, ".runtape");
  const url = `http://127.0.0.1:${await findFreePort()}`;
  // Empty means "not set": the journeys must never meet a database that somebody works with.
  const mine = { RUNTAPE_DATA: dataDir, PORT: new URL(url).port, HOST: "127.0.0.1", RUNTAPE_URL: url };
  const env = { ...process.env, ...mine, DATABASE_URL: "", DIRECT_URL: "", RUNTAPE_SECRET: "", CI: "1" };
  const child = spawn(process.execPath, ["bin/runtape.mjs", "start"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  let place = null;
  try {
    const said = await untilReady(child, exited);
    place = /Database\s+(\/.*)/.exec(said)?.[1] ?? null;
    const state = JSON.parse(readFileSync(path.join(dataDir, "studio.json"), "utf8"));
    const setupUrl = said.match(/https?:\/\/\S+/g)?.find((link) => link !== url && !link.endsWith("/sign-in")) ?? "";
    return await run({ E2E_URL: url, E2E_SETUP_URL: setupUrl, E2E_DATABASE_URL: state.ownerUrl, E2E_DATA: dataDir });
  } finally {
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), downWithinMs);
    await exited;
    clearTimeout(kill);
    if (place) rmSync(place, { recursive: true, force: true }); // it may lie outside the data folder
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything it said up to the line after which it is usable. */
function untilReady(child, exited) {
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(() => reject(new Error("The studio was not up in time")), upWithinMs);
    child.stdout.on("data", (chunk) => {
      process.stdout.write(chunk);
      said += chunk;
      if (!/^\s*Stop\s/m.test(said)) return;
      clearTimeout(late);
      resolve(said);
    });
    void exited.then((code) => {
      clearTimeout(late);
      reject(new Error(`The studio ended with exit code ${code}`));
    });
  });
}
