import type { Tx } from "../../db/client.ts";
import type { HiddenRange } from "../../domain/governance/redaction.ts";
import {
  FindingKind,
  type FindingSeverity,
  FindingSeverity as Severity,
  type FindingStatus,
  isHarmless,
  KIND_FACTS,
  RUN_FIELDS,
  Verdict,
} from "../../domain/governance/finding.ts";
import { STEP_FIELDS } from "../../domain/record/step.ts";
import type { TextRef } from "../text/text-ref.ts";

/** A finding that counts now, with what people said about its value. */
export type StandingFinding = {
  id: string;
  source: "rule" | "person";
  rule: string;
  kind: FindingKind;
  type: string;
  severity: FindingSeverity;
  ordinal: number | null;
  field: string | null;
  start: number | null;
  end: number | null;
  valueKey: string;
  status: FindingStatus;
  markId: string | null;
  note: string | null;
  authorId: string | null;
  createdAt: Date;
};

type Row = Omit<StandingFinding, "source" | "kind" | "severity" | "status"> & {
  source: string;
  kind: string;
  severity: string;
  verdict: string | null;
};

/**
 * The findings of a revision that count: people's marks that were not taken back, and what the newest finished scan
 * found. Findings of a scan stay in force until a newer one has finished. In reading order.
 */
export async function standingFindings(db: Tx, { trajectoryId, revisionId }: TextRef): Promise<StandingFinding[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT f."id"::text AS "id", f."source", f."rule", f."kind", f."type", f."severity", f."ordinal", f."field", f."start", f."end",
           f."valueKey", f."markId"::text AS "markId", f."note", f."authorId", f."createdAt", v."verdict"
    FROM "Finding" f
    LEFT JOIN LATERAL (
      SELECT "verdict" FROM "FindingVerdict" v WHERE v."projectId" = f."projectId" AND v."valueKey" = f."valueKey"
      ORDER BY v."number" DESC LIMIT 1) v ON true
    WHERE f."trajectoryId" = ${trajectoryId}::uuid AND f."revisionId" = ${revisionId}::uuid AND f."takenBackAt" IS NULL
      AND (f."source" = 'person' OR f."scanId" = (
        SELECT s."id" FROM "Scan" s WHERE s."trajectoryId" = f."trajectoryId" AND s."revisionId" = f."revisionId" AND s."status" = 'done'
        ORDER BY s."createdAt" DESC, s."id" DESC LIMIT 1))`;
  return rows.map(toFinding).sort(inReadingOrder);
}

function toFinding({ verdict, ...row }: Row): StandingFinding {
  return {
    ...row,
    source: row.source === "person" ? "person" : "rule",
    kind: FindingKind.parse(row.kind),
    severity: Severity.parse(row.severity),
    status: verdict === null ? "open" : Verdict.parse(verdict),
  };
}

/** Names a field among all texts of a run. */
export function fieldKey(ordinal: number | null, field: string): string {
  return `${ordinal ?? "run"}.${field}`;
}

/** The ranges that findings hide from everyone but, while nobody has judged it, the person who marked it. */
export function hiddenRanges(findings: readonly StandingFinding[], viewerId: string | null): HiddenRange[] {
  return findings.flatMap((finding) => {
    const { field, start, end, kind, status } = finding;
    if (field === null || start === null || end === null) return [];
    if (!KIND_FACTS[kind].isMasked || isHarmless(status)) return [];
    if (viewerId !== null && finding.authorId === viewerId && status === "open") return [];
    return [
      {
        fieldKey: fieldKey(finding.ordinal, field),
        start,
        end,
        type: finding.type,
        kind,
        fingerprint: finding.valueKey,
      },
    ];
  });
}

const FIELD_ORDER: readonly string[] = [...RUN_FIELDS, ...STEP_FIELDS];

function inReadingOrder(a: StandingFinding, b: StandingFinding): number {
  return (
    (a.ordinal ?? -1) - (b.ordinal ?? -1) ||
    fieldRank(a.field) - fieldRank(b.field) ||
    (a.start ?? -1) - (b.start ?? -1) ||
    (b.end ?? -1) - (a.end ?? -1) ||
    compare(a.type, b.type) ||
    compare(a.id, b.id)
  );
}

function fieldRank(field: string | null): number {
  if (field === null) return -1;
  const known = FIELD_ORDER.indexOf(field);
  return known >= 0 ? known : FIELD_ORDER.length + Number(field.split(".")[1] ?? 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
