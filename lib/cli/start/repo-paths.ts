import path from "node:path";

export const repoRoot = path.resolve(import.meta.dirname, "../../..");
export const nextProgram = path.join(repoRoot, "node_modules/next/dist/bin/next");

/** First words after `node` of a process that must not outlive us; it needs an "ipc" channel too. */
export const tiedToUs = ["--import", path.join(repoRoot, "bin/die-with-parent.mjs")];
