import { getRunGovernance, type RunGovernance } from "../../api/contract/governance.ts";
import { isAllowed } from "../../domain/roles.ts";
import { byTrajectory } from "../authorize.ts";
import { currentRevision } from "../trajectories/current-revision.ts";
import { isReadableBy, readerOf } from "../text/hidden-text.ts";
import { query } from "../verb.ts";
import { readGate } from "./gate.ts";
import { viewFinding } from "./view-finding.ts";

/** The gate of a run and its findings, for everyone who may read the run. */
export const readRunGovernance = query({
  name: "read-run-governance",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: getRunGovernance.input,
  async run({ ctx, input: { trajectoryId }, standing }): Promise<RunGovernance> {
    const { role } = standing;
    const { revisionId } = await currentRevision(ctx, trajectoryId);
    const ref = { trajectoryId, revisionId };
    const [{ gate, findings }, isReadable] = await Promise.all([
      readGate(ctx.db.prisma, ref),
      isReadableBy(ctx.db.prisma, ref, readerOf(ctx, standing)),
    ]);
    const scopes = ctx.actor.kind === "user" ? ctx.actor.scopes : null;
    return {
      revisionId,
      gate,
      findings: findings.map((finding) => viewFinding(finding, ctx.actor.id)),
      canMark: ctx.actor.kind === "user" && isAllowed(role, "reviews:write", scopes),
      canJudge: isAllowed(role, "governance:judge", scopes),
      isReadable,
    };
  },
});
