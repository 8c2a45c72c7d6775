import { createHash } from "node:crypto";
import type { ParsedRun } from "../../domain/record/run.ts";

const TITLE_UNITS = 160;

/**
 * The task a dialogue was about, from the first thing a person said in it. Attempts at one task share its words, so
 * the key is their hash where the source names no task; a session's id is never one.
 */
export function taskOf(instruction: string | null, named: string | null, fileName: string): ParsedRun["task"] {
  const key = named ?? (instruction === null ? nameOf(fileName) : `task-${sha256(instruction).slice(0, 12)}`);
  return { key, title: (instruction === null ? null : titleOf(instruction)) ?? key, instruction };
}

/** The sha256 of bytes or of a text's UTF-8, in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function nameOf(fileName: string): string {
  const base = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return base.replace(/\.(jsonl?|log)$/i, "") || base;
}

/** The first line that says something, at most 160 UTF-16 units and never half a surrogate pair. */
export function titleOf(instruction: string): string | null {
  const line = /\S.*/.exec(instruction)?.[0].trim() ?? "";
  if (line === "") return null;
  if (line.length <= TITLE_UNITS) return line;
  const cut = line.slice(0, TITLE_UNITS - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
