import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const WEB_SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/models",
  "next.config.ts",
  "postcss.config.mjs",
  "package-lock.json",
];
const CLIENT_SOURCES = ["prisma/models", "prisma.config.ts", "package-lock.json"];

/** Hash of everything the web build depends on: times of files say nothing after a clone or a checkout. */
export const webSourcesStamp = (root: string) => hashFiles(root, WEB_SOURCES);

/** The same for the generated database client. */
export const clientSourcesStamp = (root: string) => hashFiles(root, CLIENT_SOURCES);

function hashFiles(root: string, entries: string[]): string {
  const hash = createHash("sha256");
  for (const file of entries.flatMap((entry) => listFiles(root, entry))) {
    hash.update(`${file}\0`).update(
      createHash("sha256")
        .update(readFileSync(path.join(root, file)))
        .digest(),
    );
  }
  return hash.digest("hex");
}

function listFiles(root: string, entry: string): string[] {
  const full = path.join(root, entry);
  if (!existsSync(full) || isLeftOut(entry)) return [];
  if (!statSync(full).isDirectory()) return [entry];
  return readdirSync(full)
    .sort()
    .flatMap((name) => listFiles(root, `${entry}/${name}`));
}

/** Generated code follows from the models; tests and the command line are in no page. */
function isLeftOut(entry: string): boolean {
  return entry === "lib/db/generated" || entry.startsWith("lib/cli/") || /\.test\.tsx?$/.test(entry);
}
