#!/usr/bin/env node
// Prisma's CLI without its download: `npm run prisma -- migrate dev` works with and without the internet.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const cli = path.join(path.dirname(createRequire(import.meta.url).resolve("prisma/package.json")), "build/index.js");

// Windows cannot run a script as a program; there Prisma fetches its own engine.
const usesOwnEngine = process.platform === "win32" || process.env.PRISMA_SCHEMA_ENGINE_BINARY !== undefined;
const engine = usesOwnEngine ? {} : { PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, "bin/schema-engine.mjs") };
const env = { PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1", ...process.env, ...engine };

const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], { cwd: root, env, stdio: "inherit" });
child.once("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
