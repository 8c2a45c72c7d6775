#!/usr/bin/env node
// Finds a Chromium for the journeys, the least effort first. Run by hand it prints the path; --no-install only looks.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const root = path.resolve(import.meta.dirname, "..");
const installWithinMs = 10 * 60_000;

const SYSTEM_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of a Chromium that is here, or that can be brought here; throws one sentence when there is none. */
export async function findBrowser({ mayInstall = true } = {}) {
  const found = findInstalled();
  if (found) return found;
  if (mayInstall && tryRun("node_modules/.bin/playwright", ["install", "chromium"])) {
    const own = findInstalled();
    if (own) return own;
  }
  const packed = await unpackFromNpm();
  if (packed) return packed;
  if (mayInstall && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.error("No Chromium found: installing Debian's with apt-get (--no-install forbids this).");
    tryRun("/usr/bin/apt-get", ["update"]);
    tryRun("/usr/bin/apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
    const system = findInstalled();
    if (system) return system;
  }
  throw new Error("No Chromium found: install one and set CHROMIUM_PATH to it.");
}

function findInstalled() {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM_PLACES].find(
    (file) => file && existsSync(file),
  );
}

/** An optional dependency that carries Chromium for Linux x64; it runs only where the usual libraries are. */
async function unpackFromNpm() {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    const file = await packed.executablePath();
    execFileSync(file, ["--version"], { stdio: "ignore" });
    return file;
  } catch {
    return null;
  }
}

function tryRun(program, args) {
  try {
    execFileSync(program, args, { cwd: root, stdio: ["ignore", "ignore", "ignore"], timeout: installWithinMs });
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  try {
    console.log(await findBrowser({ mayInstall: !process.argv.includes("--no-install") }));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
