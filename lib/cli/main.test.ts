import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const BIN = path.resolve(import.meta.dirname, "../../bin/runtape.mjs");
const run = (...args: string[]) => spawnSync(process.execPath, [BIN, ...args], { encoding: "utf8" });

it("tells its commands, and of each what it takes", () => {
  const { status, stdout } = run("--help");
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].flatMap(([, name]) =>
    name && name !== "help" ? [name] : [],
  );
  expect(status).toBe(0);
  expect(commands).toEqual(expect.arrayContaining(["start", "import", "collect", "annotations", "export", "doctor"]));
  expect(run("collect", "--help").stdout).toMatch(/behind --/);
}, 30_000);

it("answers a wrong use with what is wrong, and exit code 2", () => {
  const { status, stderr } = run("annotations", "import");
  expect(status).toBe(2);
  expect(stderr).toMatch(/missing required argument 'files'/);
}, 30_000);
