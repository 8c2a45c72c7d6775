#!/usr/bin/env node
// `npm run verify`: what can be known without database, build and browser, in under a minute.
import { register } from "tsx/esm/api";
import { checkFormat, checkLint, checkTypes, runStages, runVitest } from "./check-stages.mjs";

register();
const { generateClient } = await import("../lib/cli/start/build.ts");

await generateClient();
await runStages([
  ["format", checkFormat],
  ["lint", checkLint],
  ["types", checkTypes],
  ["unit tests and architecture", () => runVitest(["--project", "unit"])],
]);
