import type { Finding } from "../../api/contract/governance.ts";
import type { StandingFinding } from "./standing-findings.ts";

/** A finding as a person sees it. */
export function viewFinding(finding: StandingFinding, viewerId: string): Finding {
  const { ordinal, field, start, end } = finding;
  return {
    id: finding.id,
    source: finding.source,
    rule: finding.rule,
    kind: finding.kind,
    type: finding.type,
    severity: finding.severity,
    place: { ordinal, field, start, end },
    valueKey: finding.valueKey,
    status: finding.status,
    note: finding.note,
    isOwn: finding.authorId === viewerId,
    createdAt: finding.createdAt.toISOString(),
  };
}
