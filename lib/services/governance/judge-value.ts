import { judgeValue as contract } from "../../api/contract/governance.ts";
import { bySlug } from "../authorize.ts";
import { command } from "../verb.ts";
import { refreshGates } from "./gate.ts";
import { readCluster } from "./read-cluster.ts";

/** A lead says what a value is. The verdict holds for every copy of the value in the project, now and later. */
export const judgeValue = command({
  name: "judge-value",
  access: { permission: "governance:judge", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input: { valueKey, verdict, reason }, standing: { projectId }, tx }) {
    const before = await readCluster(tx, projectId, valueKey);
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`verdict:${projectId}:${valueKey}`}, 0))`;
    const number = (await tx.findingVerdict.count({ where: { projectId, valueKey } })) + 1;
    await tx.findingVerdict.create({
      data: { projectId, valueKey, number, verdict, reason, authorId: ctx.actor.id, createdAt: ctx.clock() },
    });
    const touched = await tx.finding.findMany({
      where: { projectId, valueKey },
      select: { trajectoryId: true },
      distinct: ["trajectoryId"],
    });
    await refreshGates(
      tx,
      touched.map(({ trajectoryId }) => trajectoryId),
    );
    const details = { verdict, before: before.status, kind: before.kind, type: before.type, runs: touched.length };
    return { reply: { cluster: await readCluster(tx, projectId, valueKey) }, audit: { subject: valueKey, details } };
  },
});
