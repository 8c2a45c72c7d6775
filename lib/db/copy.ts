import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** A connection that copies; it is the caller's, and broken when a copy on it broke. */
export type CopyClient = PoolClient;

export type CopyValue = string | number | bigint | boolean | null;

/** Which columns a bulk copy fills, in order; a test holds each list to the real table. */
export const COPY_COLUMNS = {
  Step: [
    "trajectoryId",
    "revisionId",
    "ordinal",
    "projectId",
    "turn",
    "callOrdinal",
    "lane",
    "parentOrdinal",
    "kind",
    "role",
    "isAction",
    "actionType",
    "target",
    "isError",
    "isErrorInferred",
    "exitCode",
    "durationMs",
    "tokensIn",
    "tokensOut",
    "costUsd",
    "startedAt",
    "sourceIndex",
    "sourcePath",
    "sourceByteStart",
    "sourceByteEnd",
    "contentSha256",
  ],
  StepBody: [
    "trajectoryId",
    "revisionId",
    "ordinal",
    "projectId",
    "thought",
    "action",
    "observation",
    "message",
    "standIns",
    "spills",
  ],
} as const;

/** Copies rows into a table; the values follow COPY_COLUMNS. The caller gives the connection back only when this resolved. */
export async function copyRows(
  client: CopyClient,
  table: keyof typeof COPY_COLUMNS,
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  const columns = COPY_COLUMNS[table].map((column) => `"${column}"`).join(",");
  const target = client.query(copyFrom(`COPY "${table}"(${columns}) FROM STDIN`));
  await pipeline(Readable.from(lines(rows)), target);
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function* lines(rows: Iterable<readonly CopyValue[]>): Generator<string> {
  for (const row of rows) yield `${row.map(field).join("\t")}\n`;
}

function field(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "string") return value.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character);
  return String(value);
}
