import type { ValueCluster } from "../../api/contract/governance.ts";
import type { ClusterRow } from "../../db/finding-clusters.ts";
import { FindingKind, FindingSeverity, Verdict } from "../../domain/governance/finding.ts";

/** A found value as a person sees it. */
export function viewCluster(row: ClusterRow): ValueCluster {
  return {
    valueKey: row.valueKey,
    kind: FindingKind.parse(row.kind),
    type: row.type,
    severity: FindingSeverity.parse(row.severity),
    status: row.verdict === null ? "open" : Verdict.parse(row.verdict),
    places: row.places,
    runs: row.runs,
    sources: row.sources.map((source) => (source === "person" ? "person" : "rule")),
    rules: row.rules,
    judgedBy: row.judgedBy,
    judgedAt: row.judgedAt?.toISOString() ?? null,
    reason: row.reason,
  };
}
