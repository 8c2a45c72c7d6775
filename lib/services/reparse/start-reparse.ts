import { type ReparseSummary, startReparse as contract } from "../../api/contract/reparse.ts";
import type { Tx } from "../../db/client.ts";
import { enqueueAll } from "../../db/enqueue.ts";
import { AppError } from "../../domain/errors.ts";
import { CUSTOM_MAPPING } from "../../importers/custom-mapping/custom-mapping.ts";
import { importerById } from "../../importers/registry.ts";
import { bySlug } from "../authorize.ts";
import { command, type Effect } from "../verb.ts";
import { chooseRuns } from "./outdated-runs.ts";
import { parsersOf } from "./parsers.ts";
import { summariseReparse } from "./summarise-reparse.ts";

type Reply = { reparse: ReparseSummary | null };

/** Jobs put on the queue in one statement. */
const BATCH = 1000;

/**
 * Notes which runs are read again, and asks for it, a job a file. One reparse of a project goes on at a time, so that
 * none reads what the other is about to replace.
 */
export const startReparse = command({
  name: "start-reparse",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "record",
  async run({ ctx, tx, input: { project: _slug, ...order }, standing: { projectId } }): Promise<Effect<Reply>> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`reparse:${projectId}`}, 0))`;
    const other = await tx.reparseRun.findFirst({ where: { projectId, status: "waiting" } });
    if (other)
      throw new AppError("conflict", "Another reparse of this project goes on. Wait for its end, or cancel it.", {
        reparseId: other.reparseId,
      });
    const { format } = order;
    if (format !== undefined && format !== CUSTOM_MAPPING.id && !importerById(format, ctx.importers))
      throw new AppError("invalid_input", `There is no format "${format}". \`runtape formats\` lists them.`);
    await refuseUnknown(tx, projectId, order.runs ?? []);
    const reparseId = ctx.newId();
    const parsers = await parsersOf(ctx, tx, projectId);
    const chosen = await chooseRuns(tx, { projectId, reparseId, order, parsers });
    if (chosen === 0) return { reply: { reparse: null }, audit: null };
    await tx.reparse.create({
      data: { projectId, id: reparseId, actorId: ctx.actor.id, asked: order, createdAt: ctx.clock() },
    });
    await enqueueFiles(tx, projectId, reparseId);
    const details = { runs: chosen, format: format ?? null, force: order.force ?? false };
    return {
      reply: { reparse: await summariseReparse(tx, projectId, reparseId) },
      audit: { subject: reparseId, details },
    };
  },
});

async function refuseUnknown(tx: Tx, projectId: string, runs: readonly string[]): Promise<void> {
  if (runs.length === 0) return;
  const known = await tx.trajectory.findMany({ where: { projectId, id: { in: [...runs] } }, select: { id: true } });
  const missing = runs.filter((id) => !known.some((run) => run.id === id));
  if (missing.length > 0)
    throw new AppError("not_found", `The project has no run ${missing.slice(0, 5).join(", ")}. Leave them out.`);
}

async function enqueueFiles(tx: Tx, projectId: string, reparseId: string): Promise<void> {
  const files = await tx.reparseRun.findMany({
    where: { projectId, reparseId },
    select: { fileId: true },
    distinct: ["fileId"],
    orderBy: { fileId: "asc" },
  });
  for (let from = 0; from < files.length; from += BATCH)
    await enqueueAll(
      tx,
      files.slice(from, from + BATCH).map(({ fileId }) => ({
        kind: "reparse-file",
        payload: { projectId, reparseId, fileId },
        jobKey: `reparse:${reparseId}:${fileId}`,
      })),
    );
}
