import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { holdLock } from "../../db/hold-lock.ts";
import { AppError } from "../../domain/errors.ts";
import { STEP_FIELDS } from "../../domain/record/step.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { fingerprint } from "../../governance/fingerprint.ts";
import { ScanIncomplete, scanText } from "../../governance/scan-text.ts";
import type { Context } from "../context.ts";
import { readStepTexts } from "../text/read-step-text.ts";
import { runTexts } from "../text/run-text.ts";
import type { TextRef } from "../text/text-ref.ts";
import { task } from "../verb.ts";
import { refreshGates } from "./gate.ts";

/** Steps read at once. */
const PAGE_STEPS = 32;
/** A field that takes longer than this was not scanned, and the run stays in. */
const BUDGET_MS = 60_000;

type NewFinding = Prisma.FindingCreateManyInput;

const Input = z.strictObject({
  projectId: z.uuid(),
  trajectoryId: z.uuid(),
  revisionId: z.uuid(),
  scanId: z.uuid(),
  isLastAttempt: z.boolean().default(true),
});

/**
 * Looks at every text of a revision with the rules of today and writes what they found, or that it could not: a scan
 * that did not see everything is a failed one, and its run stays in. Run again, it starts over; a finished scan is
 * only looked at.
 */
export const scanRun = task({
  name: "scan-run",
  access: { permission: "system", projectOf: ({ projectId }) => projectId },
  input: Input,
  async run({ ctx, input, commit }): Promise<{ status: string; findings: number }> {
    const { trajectoryId, revisionId, projectId, scanId: id, isLastAttempt } = input;
    const lock = await holdLock(ctx.db, `scan:${id}`);
    try {
      const key = { trajectoryId_id: { trajectoryId, id } };
      const scan = await ctx.db.prisma.scan.findUnique({ where: key });
      if (!scan) throw new AppError("not_found", "There is no such scan.");
      if (scan.status === "done") return { status: scan.status, findings: scan.findingCount };
      await ctx.db.prisma.scan.update({ where: key, data: { status: "running", error: null } });
      const ref = { trajectoryId, revisionId };
      const outcome = await look(ctx, ref, { projectId, scanId: id }).catch((error: unknown) => {
        if (error instanceof ScanIncomplete) return { error: error.message };
        if (!isLastAttempt) throw error;
        return { error: "The scan broke off. Tell the operator, and scan the run again." };
      });
      return await commit(async (tx) => {
        const reply = await settle(tx, ctx, { ...ref, id }, outcome);
        return { reply, audit: { subject: trajectoryId, details: { scanId: id, ruleset: scan.ruleset, ...reply } } };
      });
    } finally {
      await lock.release({ isBroken: false });
    }
  },
});

type Outcome = { findings: NewFinding[] } | { error: string };

async function settle(
  tx: Tx,
  ctx: Context,
  { trajectoryId, id }: TextRef & { id: string },
  outcome: Outcome,
): Promise<{ status: string; findings: number }> {
  const findings = "findings" in outcome ? outcome.findings : [];
  const status = "findings" in outcome ? "done" : "failed";
  if (findings.length > 0) await tx.finding.createMany({ data: findings });
  await tx.scan.update({
    where: { trajectoryId_id: { trajectoryId, id } },
    data: {
      status,
      findingCount: findings.length,
      error: "error" in outcome ? outcome.error : null,
      finishedAt: ctx.clock(),
    },
  });
  await refreshGates(tx, [trajectoryId]);
  return { status, findings: findings.length };
}

async function look(
  ctx: Context,
  ref: TextRef,
  { projectId, scanId }: { projectId: string; scanId: string },
): Promise<Outcome> {
  const db = ctx.db.prisma;
  const { fingerprintKey } = await db.project.findUniqueOrThrow({ where: { id: projectId } });
  const { run } = await db.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId: ref.trajectoryId, id: ref.revisionId } },
  });
  const createdAt = ctx.clock();
  const findings: NewFinding[] = [];
  const lookAt = async (ordinal: number | null, field: string, text: string) => {
    for (const { start, end, rule, kind, type, severity } of await scanText(text, { budgetMs: BUDGET_MS })) {
      const valueKey = fingerprint(fingerprintKey, text.slice(start, end));
      const place = { ordinal, field, start, end };
      const found = { rule, kind, type, severity, valueKey, createdAt, source: "rule", scanId };
      findings.push({ ...ref, projectId, id: ctx.newId(), ...place, ...found });
    }
  };
  for (const [field, text] of runTexts(ParsedRun.parse(JSON.parse(run)))) await lookAt(null, field, text);
  for (let from = 0; ; from += PAGE_STEPS) {
    const range = { from, to: from + PAGE_STEPS };
    const steps = await readStepTexts(ctx, ref, range, { clampUnits: null, reader: { kind: "scanner" } });
    for (const step of steps)
      for (const field of STEP_FIELDS) await lookAt(step.ordinal, field, step[field]?.text ?? "");
    if (steps.length < PAGE_STEPS) return { findings };
  }
}
