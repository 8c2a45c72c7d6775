import { listUnmatched as contract, type UnmatchedView, UnmatchedStatus } from "../../api/contract/unmatched.ts";
import type { Tx } from "../../db/client.ts";
import type { UnmatchedMark } from "../../db/generated/client.ts";
import { FindingKind, KIND_FACTS } from "../../domain/governance/finding.ts";
import type { Anchor } from "../../domain/labels/anchor.ts";
import { describeValue } from "../../domain/labels/describe-value.ts";
import { findDimension } from "../../domain/labels/taxonomy.ts";
import { UnmatchedReason } from "../../domain/labels/unmatched.ts";
import { StepField } from "../../domain/record/step.ts";
import { bySlug, type Standing } from "../authorize.ts";
import type { Context } from "../context.ts";
import { readTaxonomy } from "../reviews/read-taxonomy.ts";
import { query } from "../verb.ts";
import { HintReader } from "./read-hint.ts";
import { readSourceMark } from "./source-marks.ts";
import { rightsOn } from "./waiting-mark.ts";

/** Marks without a place, oldest first. Reviews are blind: an annotator is told of their own alone. */
export const listUnmatched = query({
  name: "list-unmatched",
  access: { permission: "runs:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { run, status, cursor, limit }, standing }) {
    const db = ctx.db.prisma;
    const where = {
      projectId: standing.projectId,
      status,
      ...(run ? { trajectoryId: run } : {}),
      ...(standing.role === "annotator" ? { authorId: ctx.actor.id } : {}),
    };
    const [rows, total] = await Promise.all([
      db.unmatchedMark.findMany({
        where: { ...where, ...(cursor ? { id: { gt: cursor } } : {}) },
        orderBy: { id: "asc" },
        take: limit + 1,
      }),
      db.unmatchedMark.count({ where }),
    ]);
    const page = rows.slice(0, limit);
    const names = await namesOf(db, page);
    const hints = new HintReader(ctx, standing);
    const marks: UnmatchedView[] = [];
    for (const row of page) {
      const said = await saidBy(db, row);
      if (said) marks.push(await view({ ctx, standing, names, hints }, row, said));
    }
    return { marks, total, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
  },
});

type Said = { name: string; says: string; anchor: Anchor };
type Names = Awaited<ReturnType<typeof namesOf>>;
type Around = { ctx: Context; standing: Standing; names: Names; hints: HintReader };

async function view({ ctx, standing, names, hints }: Around, row: UnmatchedMark, said: Said): Promise<UnmatchedView> {
  const { id, trajectoryId, authorId, fromRevisionId, candidates } = row;
  const run = names.runs.get(trajectoryId);
  const revisionId = run?.currentRevisionId ?? row.toRevisionId;
  const old = { trajectoryId, revisionId: fromRevisionId };
  return {
    ...said,
    id,
    trajectoryId,
    runName: run?.name ?? "",
    kind: row.kind === "finding" ? "finding" : "annotation",
    fromNumber: names.numbers.get(fromRevisionId) ?? 1,
    author: names.people.get(authorId) ?? authorId,
    isOwn: authorId === ctx.actor.id,
    reason: UnmatchedReason.parse(row.reason),
    revisionId,
    // They are steps of the revision that was looked at.
    candidates: revisionId === row.toRevisionId ? candidates : [],
    hint: await hints.read(old, said.anchor, { trajectoryId, revisionId }),
    status: UnmatchedStatus.parse(row.status),
    endedBy: row.endedBy === null ? null : (names.people.get(row.endedBy) ?? row.endedBy),
    endReason: row.endReason,
    ...rightsOn(ctx, standing, row),
  };
}

/** What a mark says and where it stood; null where its own row is missing. */
async function saidBy(db: Tx, row: UnmatchedMark): Promise<Said | null> {
  const { trajectoryId, sourceKey, sourceVersion, dimension, projectId } = row;
  if (sourceVersion === null) return findingSaid(db, row);
  const source = await readSourceMark(db, trajectoryId, { key: sourceKey, version: sourceVersion });
  const review = source
    ? await db.review.findUnique({ where: { trajectoryId_id: { trajectoryId, id: source.reviewId } } })
    : null;
  if (!source || !review) return null;
  const { taxonomy } = await readTaxonomy(db, projectId, review.taxonomyVersionId);
  const name = findDimension(taxonomy, dimension)?.name ?? dimension;
  return { name, says: describeValue(taxonomy, dimension, source.value), anchor: source.anchor };
}

async function findingSaid(db: Tx, { trajectoryId, sourceKey }: UnmatchedMark): Promise<Said | null> {
  const row = await db.finding.findFirst({
    where: { trajectoryId, OR: [{ markId: sourceKey }, { id: sourceKey }] },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  if (!row) return null;
  const { ordinal, start, end, note } = row;
  const field = StepField.safeParse(row.field);
  const said = {
    name: "Must not leave",
    says: [KIND_FACTS[FindingKind.parse(row.kind)].name, note].filter(Boolean).join(": "),
  };
  if (ordinal === null) return { ...said, anchor: { target: "trajectory" } };
  if (!field.success || start === null || end === null) return { ...said, anchor: { target: "step", ordinal } };
  return { ...said, anchor: { target: "text", ordinal, field: field.data, start, end } };
}

async function namesOf(db: Tx, rows: readonly UnmatchedMark[]) {
  const [runs, revisions, people] = await Promise.all([
    db.trajectory.findMany({
      where: { id: { in: rows.map(({ trajectoryId }) => trajectoryId) } },
      select: { id: true, name: true, currentRevisionId: true },
    }),
    db.trajectoryRevision.findMany({
      where: { OR: rows.map(({ trajectoryId, fromRevisionId: id }) => ({ trajectoryId, id })) },
      select: { id: true, number: true },
    }),
    db.user.findMany({
      where: { id: { in: rows.flatMap(({ authorId, endedBy }) => [authorId, ...(endedBy ? [endedBy] : [])]) } },
      select: { id: true, name: true },
    }),
  ]);
  return {
    runs: new Map(runs.map((run) => [run.id, run])),
    numbers: new Map(revisions.map(({ id, number }) => [id, number])),
    people: new Map(people.map(({ id, name }) => [id, name])),
  };
}
