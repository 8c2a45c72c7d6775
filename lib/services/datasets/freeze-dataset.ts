import { freezeDataset as contract } from "../../api/contract/datasets.ts";
import type { Tx } from "../../db/client.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { redactionsOf } from "../../domain/governance/redaction.ts";
import { canonicalJson } from "../../exporters/json-text.ts";
import { bySlug } from "../authorize.ts";
import type { Context } from "../context.ts";
import { readGate } from "../governance/gate.ts";
import { hiddenRanges } from "../governance/standing-findings.ts";
import { command, sha256 } from "../verb.ts";
import { type Candidate, selectCandidates } from "./candidates.ts";
import { splitCandidates } from "./preview-dataset.ts";
import { viewVersion } from "./view-version.ts";

/**
 * Freezes what a filter selects now, run by run: the revision, the submissions and checks that count, and what the
 * run's clearance was about. The gate of every run is read again here, from the truth and not from what lists show.
 */
export const freezeDataset = command({
  name: "freeze-dataset",
  access: { permission: "exports:create", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, input: { name, query }, standing: { projectId }, tx }) {
    const { chosen, excluded, out } = splitCandidates(await selectCandidates(tx, projectId, query), query);
    const items: FrozenItem[] = [];
    for (const run of chosen) {
      const item = await freeze(tx, run);
      if (item) items.push(item);
      else excluded.needs_review = (excluded.needs_review ?? 0) + 1;
    }
    if (items.length === 0) {
      const message =
        chosen.length + out.length === 0
          ? "No run fits this filter, so there is nothing to freeze."
          : `All ${chosen.length + out.length} runs that fit stay out; none is clear and complete. Clear runs on the Governance screen first.`;
      throw new AppError("conflict", message, { excluded });
    }
    const dataset = await findOrMakeDataset(tx, ctx, projectId, name);
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`dataset:${dataset.id}`}, 0))`;
    const number = (await tx.datasetVersion.count({ where: { projectId, datasetId: dataset.id } })) + 1;
    const versionId = ctx.newId();
    const row = await tx.datasetVersion.create({
      data: {
        projectId,
        id: versionId,
        datasetId: dataset.id,
        number,
        query,
        matched: chosen.length + out.length,
        excluded,
        itemCount: items.length,
        stepCount: items.reduce((sum, { stepCount }) => sum + stepCount, 0),
        sha256: sha256(`[${items.map(({ facts }) => facts).join(",")}]`),
        authorId: ctx.actor.id,
        createdAt: ctx.clock(),
      },
    });
    await tx.datasetItem.createMany({
      data: items.map(({ row: item }, position) => ({ ...item, projectId, versionId, position })),
    });
    const details = { name, number, runs: items.length, sha256: row.sha256, excluded };
    return { reply: viewVersion({ ...row, name: dataset.name }), audit: { subject: versionId, details } };
  },
});

type FrozenItem = {
  row: Omit<Prisma.DatasetItemCreateManyInput, "projectId" | "versionId" | "position">;
  stepCount: number;
  /** What is frozen, without anything that is this database's own: the version's hash is over these. */
  facts: string;
};

/** One run as it stands, or null when it is not clear. */
async function freeze(tx: Tx, run: Candidate): Promise<FrozenItem | null> {
  const { trajectoryId, revisionId, runKey, submissionIds } = run;
  const { gate, basisSha256, findings } = await readGate(tx, { trajectoryId, revisionId });
  if (gate.state !== "cleared") return null;
  const revision = await tx.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId, id: revisionId } },
    select: { importer: true, parserVersion: true, rawSha256: true },
  });
  const submissions = await tx.submission.findMany({
    where: { trajectoryId, id: { in: submissionIds } },
    select: { id: true, sha256: true },
  });
  const checks = await tx.verificationRow.findMany({
    where: { trajectoryId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const redactions = [...redactionsOf(hiddenRanges(findings, null))].map(([field, list]) => [
    field,
    list.map(({ start, end, placeholder }) => [start, end, placeholder]),
  ]);
  return {
    row: {
      trajectoryId,
      revisionId,
      runKey,
      submissionIds,
      verificationIds: checks.map(({ id }) => id),
      basisSha256,
    },
    stepCount: run.stepCount,
    facts: canonicalJson([
      runKey,
      revision.importer,
      revision.parserVersion,
      revision.rawSha256,
      submissionIds.map((id) => submissions.find((each) => each.id === id)?.sha256 ?? null),
      checks.map(({ kind, passed, failed, isResolved, source }) => [kind, passed, failed, isResolved, source]),
      JSON.stringify(redactions),
    ]),
  };
}

async function findOrMakeDataset(
  tx: Tx,
  ctx: Context,
  projectId: string,
  name: string,
): Promise<{ id: string; name: string }> {
  await tx.dataset.createMany({ data: [{ projectId, id: ctx.newId(), name }], skipDuplicates: true });
  return tx.dataset.findUniqueOrThrow({
    where: { projectId_name: { projectId, name } },
    select: { id: true, name: true },
  });
}
