import type { Gate } from "../../api/contract/governance.ts";
import type { Tx } from "../../db/client.ts";
import { gateState } from "../../domain/governance/clearance.ts";
import { isBlocking, KIND_FACTS } from "../../domain/governance/finding.ts";
import { maskPiece, redactionsOf } from "../../domain/governance/redaction.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { RULESET_SHA256 } from "../../governance/ruleset.ts";
import { HiddenText } from "../text/hidden-text.ts";
import type { TextRef } from "../text/text-ref.ts";
import { sha256 } from "../verb.ts";
import { hiddenRanges, type StandingFinding, standingFindings } from "./standing-findings.ts";
import { countUnplaced } from "./unplaced.ts";

/** The gate of one revision, derived from what is true now and from nothing that was derived before. */
export type GateReading = { gate: Gate; basisSha256: string; findings: StandingFinding[] };

/** Reads the gate of a revision. Whatever is unknown or failed keeps the run in. */
export async function readGate(db: Tx, ref: TextRef): Promise<GateReading> {
  const [findings, unplaced, scan, clearance] = await Promise.all([
    standingFindings(db, ref),
    countUnplaced(db, ref),
    db.scan.findFirst({
      where: { ...ref, rulesetSha256: RULESET_SHA256 },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    }),
    db.clearance.findFirst({ where: ref, orderBy: [{ createdAt: "desc" }, { id: "desc" }] }),
  ]);
  const basisSha256 = basisOf(findings);
  const open = findings.filter(({ status }) => status === "open").length;
  const unredactable = findings.filter(
    ({ kind, status }) => status !== "open" && isBlocking(kind, status) && !KIND_FACTS[kind].isMasked,
  ).length;
  const scanStatus = scan === null ? null : toScanStatus(scan.status);
  const isClearedAsItStands = clearance?.basisSha256 === basisSha256;
  const state = gateState({ scan: scanStatus, open, unredactable, unplaced, isClearedAsItStands });
  const redactions = [...redactionsOf(hiddenRanges(findings, null)).values()].reduce(
    (sum, list) => sum + list.length,
    0,
  );
  return {
    findings,
    basisSha256,
    gate: {
      state,
      open,
      unredactable,
      unplaced,
      redactions,
      scan:
        scan === null || scanStatus === null
          ? null
          : {
              status: scanStatus,
              ruleset: scan.ruleset,
              finishedAt: scan.finishedAt?.toISOString() ?? null,
              error: scan.error,
            },
      clearedBy: state === "cleared" ? (clearance?.authorId ?? null) : null,
      clearedAt: state === "cleared" ? (clearance?.createdAt.toISOString() ?? null) : null,
    },
  };
}

/** What a clearance is about: the rules and every finding with its verdict. Anything else is another basis. */
function basisOf(findings: readonly StandingFinding[]): string {
  const facts = findings.map(({ source, rule, kind, type, ordinal, field, start, end, valueKey, status }) =>
    [source, rule, kind, type, ordinal, field, start, end, valueKey, status].join("\u0000"),
  );
  return sha256(JSON.stringify([RULESET_SHA256, facts.sort()]));
}

function toScanStatus(status: string): "queued" | "running" | "done" | "failed" {
  return status === "queued" || status === "running" || status === "done" ? status : "failed";
}

/**
 * Writes what lists show of some runs' gates: the state, and the title without what is hidden. Called in the
 * transaction of everything that can change a gate.
 */
export async function refreshGates(tx: Tx, trajectoryIds: readonly string[]): Promise<void> {
  const rows = await tx.trajectory.findMany({
    where: { id: { in: [...trajectoryIds] } },
    select: { id: true, currentRevisionId: true },
    orderBy: { id: "asc" },
  });
  for (const { id, currentRevisionId } of rows) {
    const ref = { trajectoryId: id, revisionId: currentRevisionId };
    const { gate, findings } = await readGate(tx, ref);
    const taskTitle = await maskedTitle(tx, ref, findings);
    await tx.trajectory.update({ where: { id }, data: { gate: gate.state, taskTitle } });
  }
}

async function maskedTitle(
  tx: Tx,
  { trajectoryId, revisionId }: TextRef,
  findings: StandingFinding[],
): Promise<string> {
  const { run } = await tx.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId, id: revisionId } },
    select: { run: true },
  });
  const hidden = new HiddenText(redactionsOf(hiddenRanges(findings, null)));
  return toStorable(maskPiece(ParsedRun.parse(JSON.parse(run)).task.title, 0, hidden.in(null, "title"))).text;
}

/** Runs that no scan under today's rules was asked for. */
export async function runsUnderOtherRules(
  db: Tx,
): Promise<{ trajectoryId: string; revisionId: string; projectId: string }[]> {
  return db.$queryRaw`
    SELECT t."id"::text AS "trajectoryId", t."currentRevisionId"::text AS "revisionId", t."projectId"::text AS "projectId"
    FROM "Trajectory" t
    WHERE NOT EXISTS (
      SELECT 1 FROM "Scan" s WHERE s."trajectoryId" = t."id" AND s."revisionId" = t."currentRevisionId"
        AND s."rulesetSha256" = ${RULESET_SHA256})
    ORDER BY t."id"`;
}
