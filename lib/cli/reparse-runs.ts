import type { ReparseOrder, ReparseRunView } from "../api/contract/reparse.ts";
import { isAppError } from "../domain/errors.ts";
import type { Context } from "../services/context.ts";
import { scanWaiting } from "../services/governance/scan-waiting.ts";
import { reparseWaiting } from "../services/reparse/reparse-waiting.ts";
import { startReparse } from "../services/reparse/start-reparse.ts";

type Work = { projectId: string; slug: string; order: ReparseOrder; note: (sentence: string) => void };

/** Reads runs again here and now, and scans what changed. One that was broken off is finished first. */
export async function* reparseRuns(ctx: Context, work: Work): AsyncGenerator<ReparseRunView> {
  const { projectId, slug, order, note } = work;
  const unfinished = await startOrFind(ctx, slug, order);
  if (unfinished === null) return;
  yield* finish(ctx, projectId, unfinished.reparseId);
  if (unfinished.isNew) return;
  note("An earlier reparse was broken off; it is finished now.");
  const made = await startOrFind(ctx, slug, order);
  if (made) yield* finish(ctx, projectId, made.reparseId);
}

/** The reparse that was asked for, or the one that stands in its way; null where nothing is out of date. */
async function startOrFind(
  ctx: Context,
  slug: string,
  order: ReparseOrder,
): Promise<{ reparseId: string; isNew: boolean } | null> {
  try {
    const { reparse } = await startReparse(ctx, { project: slug, ...order });
    return reparse && { reparseId: reparse.id, isNew: true };
  } catch (error) {
    const other = isAppError(error) && error.code === "conflict" ? error.details?.reparseId : undefined;
    if (typeof other !== "string") throw error;
    return { reparseId: other, isNew: false };
  }
}

async function* finish(ctx: Context, projectId: string, reparseId: string): AsyncGenerator<ReparseRunView> {
  for await (const runs of await reparseWaiting(ctx, { projectId, reparseId })) {
    const revised = runs.filter(({ status }) => status === "revised");
    await scanWaiting(ctx, { projectId, trajectoryIds: revised.map(({ trajectoryId }) => trajectoryId) });
    yield* runs;
  }
}
