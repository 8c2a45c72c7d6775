#!/usr/bin/env node
// `npm test`: everything, one stage after the other; the last line is the sum of what the tools reported.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { register } from "tsx/esm/api";
import { findBrowser } from "./browser.mjs";
import {
  checkFormat,
  checkLint,
  checkTypes,
  root,
  runPlaywright,
  runStages,
  runTool,
  runVitest,
} from "./check-stages.mjs";

register();
const { buildWeb, generateClient } = await import("../lib/cli/start/build.ts");
const { withStudio } = await import("./throwaway-studio.mjs");

const journeys = path.join(root, "e2e/journeys");
const hasJourneys =
  existsSync(journeys) && readdirSync(journeys, { recursive: true }).some((name) => name.endsWith(".ts"));
const done = { passed: 1, failed: 0 };

async function build() {
  await buildWeb({ tell: console.log });
  return done;
}

async function runJourneys() {
  const CHROMIUM_PATH = await findBrowser();
  console.log(`Browser: ${CHROMIUM_PATH}`);
  return withStudio((addresses) => runPlaywright({ ...addresses, CHROMIUM_PATH }));
}

/** The short forms; `npm run chaos:labels` and `npm run chaos:import` are the long ones. */
async function runChaos(script, args) {
  return (await runTool("tsx", [`e2e/chaos/${script}`, ...args])) === 0 ? done : { passed: 0, failed: 1 };
}

await generateClient();
await runStages([
  ["format", checkFormat],
  ["lint", checkLint],
  ["types", checkTypes],
  ["unit and integration tests", () => runVitest()],
  ["build", build],
  ["20 kills while people label", () => runChaos("labels.ts", ["--kills", "20"])],
  ["the same check with the protection taken away", () => runChaos("labels.ts", ["--kills", "3", "--sabotage"])],
  ["5 kills of an import", () => runChaos("imports.ts", ["--kills", "5"])],
  ["the same check with rows of an import taken away", () => runChaos("imports.ts", ["--kills", "2", "--sabotage"])],
  ...(hasJourneys ? [["journeys in a browser", runJourneys]] : []),
]);
