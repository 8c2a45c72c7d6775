import { z } from "zod";
import { type GateCounts, listClusters as contract } from "../../api/contract/governance.ts";
import type { Tx } from "../../db/client.ts";
import { countClusters, selectClusters } from "../../db/finding-clusters.ts";
import { GATE_STATES } from "../../domain/governance/clearance.ts";
import { isAllowed } from "../../domain/roles.ts";
import { RULES, RULESET_SHA256, RULESET_VERSION } from "../../governance/ruleset.ts";
import { bySlug } from "../authorize.ts";
import { readCursor, writeCursor } from "../page-cursor.ts";
import { query } from "../verb.ts";
import { viewCluster } from "./view-cluster.ts";

/** What was found in a project, a page of values at a time, with the state of all gates. */
export const listClusters = query({
  name: "list-clusters",
  access: { permission: "governance:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input, standing: { projectId, role } }): Promise<z.output<typeof contract.output>> {
    const db = ctx.db.prisma;
    const asked = { projectId, status: input.status ?? null, kind: input.kind ?? null, valueKey: null };
    const [{ clusters, next }, counts, gates] = await Promise.all([
      selectClusters(db, asked, readCursor(input.cursor, Cursor), input.limit),
      countClusters(db, asked),
      countGates(db, projectId),
    ]);
    return {
      clusters: clusters.map(viewCluster),
      nextCursor: next && writeCursor(next),
      ...counts,
      gates,
      ruleset: { version: RULESET_VERSION, sha256: RULESET_SHA256, rules: RULES.length },
      canJudge: isAllowed(role, "governance:judge", ctx.actor.kind === "user" ? ctx.actor.scopes : null),
    };
  },
});

async function countGates(db: Tx, projectId: string): Promise<GateCounts> {
  const rows = await db.trajectory.groupBy({ by: ["gate"], where: { projectId }, _count: true });
  const of = (state: string) => rows.find(({ gate }) => gate === state)?._count ?? 0;
  const [unscanned, scanning, scan_failed, needs_review, blocked, cleared] = GATE_STATES.map(of);
  return {
    unscanned: unscanned ?? 0,
    scanning: scanning ?? 0,
    scan_failed: scan_failed ?? 0,
    needs_review: needs_review ?? 0,
    blocked: blocked ?? 0,
    cleared: cleared ?? 0,
  };
}

const Cursor = z.tuple([z.number().int(), z.string(), z.string(), z.string()]);
