import type { Ending, FileInput } from "./input.ts";
import { run } from "./runs.ts";

/** Words for the rows of archives and foreign files. */

export const MIB = 1024 * 1024;
export const stored = ["stored", null] as const;
export const open = (...files: (readonly [string, string | null])[]) => ({ end: "open", files }) as const;
export const corrupt = { end: "quar", code: "corrupt" } as const;
export const bomb = { end: "rej", status: 202, code: "too-large" } as const;
export const binary = { end: "rej", status: 415, code: "binary" } as const;
export const chat = (label: string) => run("chat", label);

export function of(
  row: string,
  what: string,
  name: string,
  make: FileInput["make"],
  expect: Ending,
  more: Partial<FileInput> = {},
): FileInput {
  return { row, what, name, make, expect, ...more };
}
