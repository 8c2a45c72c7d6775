import { appendSteps as contract, type LiveState } from "../../api/contract/live.ts";
import type { Tx } from "../../db/client.ts";
import type { LiveRun } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { LIVE_WINDOW, type LiveStep } from "../../domain/record/live.ts";
import { byTrajectory } from "../authorize.ts";
import { task } from "../verb.ts";
import { type Coming, holdOpen, lineOf, publishNext, stepOfLine } from "./live-run.ts";
import { stateOfLive } from "./live-state.ts";

/** Steps published in one transaction at most; a long jam that a late step frees goes out in several. */
const BATCH = 1000;

/**
 * Takes steps of a live run and publishes the part without gaps. A seq that is here already is accepted again when it
 * says the same and refused when it does not, so a client may send whatever it is not sure of.
 */
export const appendSteps = task({
  name: "append-steps",
  access: { permission: "runs:import", locate: byTrajectory, thing: "run" },
  input: contract.input,
  async run({ ctx, input: { trajectoryId, steps }, commit }): Promise<LiveState> {
    await commit(async (tx) => {
      const live = await holdOpen(tx, trajectoryId);
      if (live.sealedAt !== null)
        throw new AppError(
          "conflict",
          "This run is sealed and takes no more steps. Begin another with a run id of its own.",
        );
      const fresh = await keepFresh(tx, live, steps);
      await tx.liveRun.update({ where: { trajectoryId }, data: { lastSeenAt: ctx.clock() } });
      const from = live.nextSeq;
      const audit = fresh === 0 ? null : { subject: trajectoryId, details: { received: fresh, from } };
      return { reply: null, audit };
    });
    for (let isMore = true; isMore; ) {
      isMore = await commit(async (tx) => {
        const live = await holdOpen(tx, trajectoryId);
        const coming = live.sealedAt === null ? await contiguous(tx, live, BATCH) : [];
        await publishNext(tx, ctx, live, coming);
        return { reply: coming.length === BATCH, audit: null };
      });
    }
    return stateOfLive(ctx.db.prisma, trajectoryId);
  },
});

/** Keeps the steps that are new; how many those are. */
async function keepFresh(tx: Tx, live: LiveRun, steps: readonly LiveStep[]): Promise<number> {
  const { trajectoryId, projectId, nextSeq } = live;
  const lines = new Map<number, string>();
  for (const step of steps) {
    if (step.seq >= nextSeq + LIVE_WINDOW)
      throw new AppError(
        "invalid_input",
        `Step ${step.seq} is too far ahead: ${nextSeq} is waited for. Send that first.`,
      );
    const line = lineOf({ step });
    if ((lines.get(step.seq) ?? line) !== line) throw differs(step.seq);
    lines.set(step.seq, line);
  }
  const known = await tx.liveStep.findMany({ where: { trajectoryId, seq: { in: [...lines.keys()] } } });
  for (const { seq, line } of known) {
    if (lines.get(seq) !== line) throw differs(seq);
    lines.delete(seq);
  }
  await tx.liveStep.createMany({ data: [...lines].map(([seq, line]) => ({ trajectoryId, projectId, seq, line })) });
  return lines.size;
}

function differs(seq: number): AppError {
  return new AppError(
    "conflict",
    `Step ${seq} was received before and said something else. Steps are never changed; send a correction as a step of its own.`,
    { seq },
  );
}

/** The kept steps from the first unpublished one on, up to the first gap. */
export async function contiguous(tx: Tx, live: LiveRun, limit: number): Promise<Coming[]> {
  const { trajectoryId, nextSeq } = live;
  const rows = await tx.liveStep.findMany({
    where: { trajectoryId, seq: { gte: nextSeq } },
    orderBy: { seq: "asc" },
    take: limit,
  });
  const end = rows.findIndex(({ seq }, at) => seq !== nextSeq + at);
  return rows.slice(0, end < 0 ? rows.length : end).map(({ line }) => ({ line, step: stepOfLine(line) }));
}
