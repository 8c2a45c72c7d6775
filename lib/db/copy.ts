import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { CopyRows } from "./copy-rows.ts";

/** A connection that copies; it is the caller's, and broken when a copy on it broke. */
export type CopyClient = PoolClient;

/** Which columns a bulk copy fills, in order; a test holds each list to the real table. */
export const COPY_COLUMNS = {
  TrajectoryRevision: [
    "trajectoryId",
    "id",
    "projectId",
    "importFileId",
    "number",
    "rawSha256",
    "importer",
    "parserVersion",
    "run",
    "staged",
    "problems",
    "isPublished",
    "createdAt",
    "reparseId",
    "sameUnder",
  ],
  Lane: ["trajectoryId", "revisionId", "ordinal", "projectId", "name", "role"],
  SkeletonSegment: ["trajectoryId", "revisionId", "segment", "projectId", "sha256", "sizeBytes", "gzip"],
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

export type CopyTable = keyof typeof COPY_COLUMNS;

/** Copies rows into a table; the values follow COPY_COLUMNS. The caller gives the connection back only when this resolved. */
export async function copyRows(client: CopyClient, table: CopyTable, rows: CopyRows): Promise<void> {
  if (rows.count === 0) return;
  const columns = COPY_COLUMNS[table].map((column) => `"${column}"`).join(",");
  const target = client.query(copyFrom(`COPY "${table}"(${columns}) FROM STDIN`));
  await pipeline(Readable.from(rows.pieces(), { objectMode: true, highWaterMark: 1 }), target);
}
