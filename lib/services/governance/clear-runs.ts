import { clearRun as oneContract, clearRuns as contract } from "../../api/contract/governance.ts";
import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";
import { RULESET_VERSION } from "../../governance/ruleset.ts";
import { bySlug, byTrajectory } from "../authorize.ts";
import type { Context } from "../context.ts";
import { command } from "../verb.ts";
import { readGate, refreshGates, type GateReading } from "./gate.ts";

type Run = { id: string; name: string; currentRevisionId: string };

/** Runs cleared in one go. */
const MAX_RUNS = 10_000;

/** A lead lets one run out, exactly as it stands now. */
export const clearRun = command({
  name: "clear-run",
  access: { permission: "governance:judge", locate: byTrajectory, thing: "run" },
  input: oneContract.input,
  idempotency: "record",
  async run({ ctx, input: { trajectoryId }, standing: { projectId }, tx }) {
    const run = await tx.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
    const reading = await readGate(tx, refOf(run));
    const reason = refuseClearance(reading);
    if (reason) throw new AppError("conflict", `The run cannot be cleared: ${reason}.`, { gate: reading.gate });
    if (reading.gate.state !== "cleared") await clear(tx, ctx, projectId, run, reading);
    const { gate } = await readGate(tx, refOf(run));
    const audit = { subject: trajectoryId, details: { basisSha256: reading.basisSha256, ruleset: RULESET_VERSION } };
    return { reply: { gate }, audit: reading.gate.state === "cleared" ? null : audit };
  },
});

/** Clears the named runs or all that can be; what cannot stays in, each with its reason. */
export const clearRuns = command({
  name: "clear-runs",
  access: { permission: "governance:judge", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input: { trajectoryIds }, standing: { projectId }, tx }) {
    const named = trajectoryIds ? { id: { in: trajectoryIds } } : { gate: { not: "cleared" } };
    const runs = await tx.trajectory.findMany({
      where: { projectId, ...named },
      select: { id: true, name: true, currentRevisionId: true },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: MAX_RUNS,
    });
    const missing = (trajectoryIds ?? []).filter((id) => !runs.some((run) => run.id === id));
    if (missing.length > 0)
      throw new AppError("not_found", `The project has no run ${missing.slice(0, 5).join(", ")}. Leave them out.`);
    const cleared: string[] = [];
    const refused: { trajectoryId: string; runName: string; reason: string }[] = [];
    for (const run of runs) {
      const reading = await readGate(tx, refOf(run));
      const reason = refuseClearance(reading);
      if (reason) refused.push({ trajectoryId: run.id, runName: run.name, reason });
      else if (reading.gate.state !== "cleared") {
        await clear(tx, ctx, projectId, run, reading);
        cleared.push(run.id);
      }
    }
    const details = { cleared, refused: refused.length, ruleset: RULESET_VERSION };
    return {
      reply: { cleared: cleared.length, refused },
      audit: cleared.length === 0 ? null : { subject: projectId, details },
    };
  },
});

const refOf = ({ id, currentRevisionId }: Pick<Run, "id" | "currentRevisionId">) => ({
  trajectoryId: id,
  revisionId: currentRevisionId,
});

/** Why a run cannot be let out, as the end of a sentence, or null when it can. */
function refuseClearance({ gate }: GateReading): string | null {
  if (gate.scan === null) return "it was not scanned under today's rules";
  if (gate.scan.status === "failed") return "its scan failed; scan it again";
  if (gate.scan.status !== "done") return "its scan has not finished";
  if (gate.open > 0) return `${gate.open} ${gate.open === 1 ? "finding has" : "findings have"} no verdict`;
  if (gate.unplaced > 0)
    return `${gate.unplaced} ${gate.unplaced === 1 ? "mark" : "marks"} of an earlier revision ${gate.unplaced === 1 ? "has" : "have"} no place in it; place them on the Reparse screen`;
  if (gate.unredactable > 0)
    return `${gate.unredactable} ${gate.unredactable === 1 ? "issue is" : "issues are"} real and cannot be redacted`;
  return null;
}

async function clear(tx: Tx, ctx: Context, projectId: string, run: Run, { basisSha256 }: GateReading): Promise<void> {
  await tx.clearance.create({
    data: {
      ...refOf(run),
      id: ctx.newId(),
      projectId,
      basisSha256,
      ruleset: RULESET_VERSION,
      authorId: ctx.actor.id,
      createdAt: ctx.clock(),
    },
  });
  await refreshGates(tx, [run.id]);
}
