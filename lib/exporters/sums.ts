import { byCodeUnit } from "./json-text.ts";

export const SUMS_FILE = "SHA256SUMS";

export type Sum = { sha256: string; name: string };

/** The file that `sha256sum -c` reads: hash, two blanks, name; sorted by name. */
export function writeSums(sums: readonly Sum[]): string {
  const sorted = [...sums].sort((a, b) => byCodeUnit(a.name, b.name));
  return sorted.map(({ sha256, name }) => `${sha256}  ${name}\n`).join("");
}

/** Reads it back. Lines that are not of that form, and names that lead out of the folder, are returned as `bad`. */
export function readSums(text: string): { sums: Sum[]; bad: number[] } {
  const sums: Sum[] = [];
  const bad: number[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sha256 === undefined || name === undefined || !isInside(name)) bad.push(at + 1);
    else sums.push({ sha256, name });
  }
  return { sums, bad };
}

function isInside(name: string): boolean {
  return (
    !name.startsWith("/") &&
    !name.includes("\\") &&
    name.split("/").every((part) => part !== "" && part !== ".." && part !== ".")
  );
}
