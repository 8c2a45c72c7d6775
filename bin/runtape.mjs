#!/usr/bin/env node
// Runs the TypeScript of lib/cli as it is; there is no build step for the command line.
import { register } from "tsx/esm/api";

register();
const { main } = await import("../lib/cli/main.ts");
await main(process.argv);
