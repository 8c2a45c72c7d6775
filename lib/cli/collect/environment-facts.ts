import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** Pairs as a run's environment holds them. */
export type Facts = [string, string][];

const LOCKFILES = [
  "package-lock.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "uv.lock",
  "poetry.lock",
  "Pipfile.lock",
  "requirements.txt",
  "Cargo.lock",
  "go.sum",
  "Gemfile.lock",
  "composer.lock",
];

/** Asked for their version; what is not here is left out. */
const TOOLS: readonly (readonly [string, readonly string[]])[] = [
  ["node", ["--version"]],
  ["npm", ["--version"]],
  ["python3", ["--version"]],
  ["git", ["--version"]],
  ["go", ["version"]],
  ["cargo", ["--version"]],
  ["java", ["--version"]],
];
const PATIENCE_MS = 5000;
const MAX_PATCH = 2 * 1024 * 1024;

const run = promisify(execFile);

async function ask(
  program: string,
  args: readonly string[],
  cwd: string,
  maxBuffer = 64 * 1024,
): Promise<string | null> {
  const reply = await run(program, [...args], { cwd, timeout: PATIENCE_MS, maxBuffer }).catch(() => null);
  return reply === null ? null : reply.stdout.trimEnd();
}

/** What makes a run repeatable: commit, branch, lockfile hashes, versions of tools, platform. What is not known is left out. */
export async function environmentFacts(cwd: string): Promise<Facts> {
  const facts: (readonly [string, string | null])[] = [
    ["cwd", cwd],
    ["platform", `${process.platform} ${process.arch}`],
    ["commit", await ask("git", ["rev-parse", "HEAD"], cwd)],
    ["branch", await ask("git", ["rev-parse", "--abbrev-ref", "HEAD"], cwd)],
    ["repository", withoutCredentials(await ask("git", ["remote", "get-url", "origin"], cwd))],
    ["changed before", countLines(await ask("git", ["status", "--porcelain"], cwd, MAX_PATCH))],
  ];
  for (const name of LOCKFILES) facts.push([`lockfile ${name}`, await hashOf(path.join(cwd, name))]);
  const versions = await Promise.all(TOOLS.map(([tool, args]) => ask(tool, args, cwd)));
  TOOLS.forEach(([tool], at) => facts.push([`version ${tool}`, versions[at]?.split("\n")[0] ?? null]));
  return facts.flatMap(([name, value]): Facts => (value === null || value === "" ? [] : [[name, value]]));
}

/** What the run changed in the files git knows, and which files it made; null outside a repository. */
export async function patchOf(cwd: string): Promise<string | null> {
  const patch = await ask("git", ["diff", "HEAD", "--binary"], cwd, MAX_PATCH);
  return patch === "" ? null : patch;
}

function withoutCredentials(url: string | null): string | null {
  return url === null ? null : url.replace(/^([a-z+]+:\/\/)[^@/]*@/i, "$1");
}

function countLines(text: string | null): string | null {
  if (text === null) return null;
  const count = text === "" ? 0 : text.split("\n").length;
  return `${count} ${count === 1 ? "file" : "files"}`;
}

async function hashOf(file: string): Promise<string | null> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  const hash = createHash("sha256");
  for await (const part of createReadStream(file)) hash.update(part as Uint8Array);
  return `sha256:${hash.digest("hex")}`;
}
