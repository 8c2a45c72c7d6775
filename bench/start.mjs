#!/usr/bin/env node
// From a fresh clone to the first page: `npm ci`, first start (build, database, demo), second start. Run it on a
// committed tree: node bench/start.mjs
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const root = path.resolve(import.meta.dirname, "..");
const installWithinMs = 10 * 60_000;
const pageWithinMs = 5 * 60_000;
const stopWithinMs = 30_000;
const pollMs = 50;

const folder = mkdtempSync(path.join(os.tmpdir(), "runtape-bench-"));
chmodSync(folder, 0o711); // as root the engine runs as another user and must pass through
const checkout = path.join(folder, "runtape");
const port = await freePort();
const unset = { DATABASE_URL: "", DIRECT_URL: "", RUNTAPE_SECRET: "", RUNTAPE_URL: "", RUNTAPE_DATA: "" };
const env = { ...process.env, ...unset, PORT: String(port), HOST: "127.0.0.1", CI: "1" };

try {
  const rows = {
    "git clone": await timed(() => run("git", ["clone", "--quiet", root, checkout], os.tmpdir())),
    "npm ci": await timed(() => run("npm", ["ci", "--no-audit", "--no-fund"], checkout)),
    "first npm start to first page": await measureStart(),
    "second npm start to first page": await measureStart(),
  };
  const report = Object.entries(rows).map(([what, ms]) => ({ what, seconds: Math.round(ms / 10) / 100 }));
  console.table(report);
  console.log(JSON.stringify({ bench: "start", node: process.version, cpus: os.cpus().length, milliseconds: rows }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureStart() {
  const child = spawn("npm", ["start"], { cwd: checkout, env, stdio: ["ignore", "ignore", "inherit"], detached: true });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  let hasExited = false;
  void exited.then(() => (hasExited = true));
  try {
    return await timed(async () => {
      const endsAt = performance.now() + pageWithinMs;
      while (!(await answers())) {
        if (hasExited) throw new Error("npm start ended before the first page");
        if (performance.now() > endsAt) throw new Error("no page in time");
        await delay(pollMs);
      }
    });
  } finally {
    process.kill(-child.pid, "SIGTERM");
    const kill = setTimeout(() => process.kill(-child.pid, "SIGKILL"), stopWithinMs);
    await exited;
    await studioGone();
    clearTimeout(kill);
  }
}

/** npm may leave before the studio it started has: its last sign is the state file. */
async function studioGone() {
  const endsAt = performance.now() + stopWithinMs;
  while (performance.now() < endsAt && existsSync(path.join(checkout, ".runtape/studio.json"))) await delay(pollMs);
}

/** 200 at the end of the redirects that a browser would follow. */
function answers(at = `http://127.0.0.1:${port}/`) {
  return new Promise((resolve) => {
    const request = http.get(at, { agent: false, timeout: 10_000 }, (reply) => {
      reply.resume();
      reply.once("end", () => {
        const isRedirect = reply.statusCode >= 300 && reply.statusCode < 400 && reply.headers.location;
        resolve(isRedirect ? answers(new URL(reply.headers.location, at).href) : reply.statusCode === 200);
      });
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}

async function run(program, args, cwd) {
  execFileSync(program, args, { cwd, env, stdio: ["ignore", "ignore", "inherit"], timeout: installWithinMs });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}
