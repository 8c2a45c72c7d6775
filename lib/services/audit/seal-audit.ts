import { z } from "zod";
import type { Database, Tx } from "../../db/client.ts";
import { query, sha256 } from "../verb.ts";

const NO_SEGMENT_SHA = "0".repeat(64);

type OpenRow = { id: string; xid: string; text: string };
export type AuditHead = { seq: number; sha256: string };

/**
 * Seals the audit rows that are surely complete, project by project: those of transactions older than any still
 * running, so that a row that commits late is never skipped. Each segment's hash covers its rows and the segment before.
 */
export const sealAudit = query({
  name: "seal-audit",
  access: { permission: "system" },
  input: z.strictObject({}),
  async run({ ctx }): Promise<{ sealedRows: number }> {
    const open = await ctx.db.prisma.$queryRaw<{ projectId: string }[]>`
      SELECT DISTINCT a."projectId" FROM "AuditRow" a
      WHERE a."xid" < pg_snapshot_xmin(pg_current_snapshot())
        AND a."xid" >= coalesce((SELECT s."untilXid" FROM "AuditSegment" s WHERE s."projectId" = a."projectId" ORDER BY s."seq" DESC LIMIT 1), '0'::xid8)`;
    let sealedRows = 0;
    for (const { projectId } of open) sealedRows += await sealProject(ctx.db, projectId);
    return { sealedRows };
  },
});

async function sealProject(db: Database, projectId: string): Promise<number> {
  return db.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${projectId}`}, 0))`;
    const [{ until } = { until: "0" }] = await tx.$queryRaw<
      { until: string }[]
    >`SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS until`;
    const last = await readSegments(tx, projectId, 1);
    const from = last[0]?.untilXid ?? "0";
    const rows = await readRows(tx, projectId, from, until);
    if (rows.length === 0) return 0;
    const prevSha256 = last[0]?.sha256 ?? NO_SEGMENT_SHA;
    const rowsSha256 = hashRows(rows);
    const seq = (last[0]?.seq ?? 0) + 1;
    await tx.$executeRaw`
      INSERT INTO "AuditSegment" ("projectId", "seq", "untilXid", "rowCount", "rowsSha256", "prevSha256", "sha256")
      VALUES (${projectId}::uuid, ${seq}, ${until}::xid8, ${rows.length}, ${rowsSha256}, ${prevSha256}, ${chain(prevSha256, seq, rows.length, rowsSha256)})`;
    return rows.length;
  });
}

type Segment = {
  seq: number;
  untilXid: string;
  rowCount: number;
  rowsSha256: string;
  prevSha256: string;
  sha256: string;
};

/** The newest sealed segment of a project, for receipts; null before the first. */
export async function readAuditHead(db: Tx, projectId: string): Promise<AuditHead | null> {
  const [head] = await readSegments(db, projectId, 1);
  return head ? { seq: head.seq, sha256: head.sha256 } : null;
}

/** Recomputes every segment of a project from its rows; returns what does not hold, one sentence each. */
export async function auditFaults(db: Tx, projectId: string): Promise<string[]> {
  const segments = (await readSegments(db, projectId, null)).toReversed();
  const faults: string[] = [];
  let prev: Pick<Segment, "sha256" | "untilXid"> = { sha256: NO_SEGMENT_SHA, untilXid: "0" };
  for (const segment of segments) {
    const rows = await readRows(db, projectId, prev.untilXid, segment.untilXid);
    if (segment.prevSha256 !== prev.sha256)
      faults.push(`Segment ${segment.seq} does not follow the segment before it.`);
    if (rows.length !== segment.rowCount)
      faults.push(`Segment ${segment.seq} sealed ${segment.rowCount} rows; ${rows.length} are there.`);
    else if (hashRows(rows) !== segment.rowsSha256)
      faults.push(`A row of segment ${segment.seq} was changed after it was sealed.`);
    if (chain(segment.prevSha256, segment.seq, segment.rowCount, segment.rowsSha256) !== segment.sha256)
      faults.push(`Segment ${segment.seq} was changed after it was sealed.`);
    prev = segment;
  }
  return faults;
}

async function readSegments(db: Tx, projectId: string, limit: number | null): Promise<Segment[]> {
  return db.$queryRaw<Segment[]>`
    SELECT "seq", "untilXid"::text AS "untilXid", "rowCount", "rowsSha256", "prevSha256", "sha256"
    FROM "AuditSegment" WHERE "projectId" = ${projectId}::uuid ORDER BY "seq" DESC LIMIT ${limit}`;
}

async function readRows(db: Tx, projectId: string, fromXid: string, untilXid: string): Promise<OpenRow[]> {
  return db.$queryRaw<OpenRow[]>`
    SELECT "id"::text AS id, "xid"::text AS xid,
           jsonb_build_array("id", "xid"::text, extract(epoch FROM "at")::text, "actorId", "action", "subject", "details", "requestId")::text AS text
    FROM "AuditRow" WHERE "projectId" = ${projectId}::uuid AND "xid" >= ${fromXid}::xid8 AND "xid" < ${untilXid}::xid8
    ORDER BY "xid", "id"`;
}

function hashRows(rows: readonly OpenRow[]): string {
  return sha256(rows.map(({ text }) => sha256(text)).join("\n"));
}

function chain(prevSha256: string, seq: number, rowCount: number, rowsSha256: string): string {
  return sha256([prevSha256, seq, rowCount, rowsSha256].join("\n"));
}
