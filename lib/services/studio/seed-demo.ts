import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import type { Context } from "../context.ts";
import { scanWaiting } from "../governance/scan-waiting.ts";
import { addChecks } from "../verification/add-checks.ts";
import { processFile } from "../imports/process-file.ts";
import { receiveFile } from "../imports/receive-file.ts";
import { createProject } from "./create-project.ts";

const DEMO = path.resolve(import.meta.dirname, "../../../prisma/demo");

const Tests = z.object({ passed: z.number().int(), failed: z.number().int() }).nullable();
const Demo = z.object({
  project: z.object({ slug: z.string(), name: z.string() }),
  runs: z.array(
    z.object({ file: z.string(), resolved: z.boolean().nullable(), hiddenTests: Tests, visibleTests: Tests }),
  ),
});
type DemoRun = z.infer<typeof Demo>["runs"][number];

/** Imports the demo project through the same verbs as anyone's runs. Does nothing where any project exists; resumes after a crash. */
export async function seedDemo(ctx: Context): Promise<void> {
  const demo = Demo.parse(JSON.parse(await readFile(path.join(DEMO, "demo.json"), "utf8")));
  const { slug, name } = demo.project;
  const projectId = await ctx.db.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('seed-demo', 0))`;
    const known = await tx.project.findUnique({ where: { slug } });
    if (known) return known.id;
    if ((await tx.project.count()) > 0) return null;
    const id = ctx.newId();
    await createProject(tx, { id, slug, name }, ctx.newId);
    return id;
  });
  if (projectId === null) return;
  for (const run of demo.runs) await seedRun(ctx, { projectId, slug }, run);
}

async function seedRun(ctx: Context, project: { projectId: string; slug: string }, run: DemoRun): Promise<void> {
  const { projectId } = project;
  const isThere = await ctx.db.prisma.importFile.findFirst({ where: { projectId, name: run.file, status: "stored" } });
  if (isThere) return;
  const received = await receiveFile(ctx, {
    project: project.slug,
    name: run.file,
    bytes: createReadStream(path.join(DEMO, run.file)),
  });
  const file = await processFile(ctx, { projectId, fileId: received.file.id });
  await scanWaiting(ctx, { projectId, trajectoryIds: file.trajectories.map(({ id }) => id) });
  for (const { id: trajectoryId } of file.trajectories)
    await ctx.db.prisma.$transaction((tx) => verify(tx, ctx, projectId, trajectoryId, run));
}

/** What the demo's checks said, as rows that came after the run, as they do in life. */
async function verify(tx: Tx, ctx: Context, projectId: string, trajectoryId: string, run: DemoRun): Promise<void> {
  const source = "demo";
  await addChecks(tx, ctx, { projectId, trajectoryId }, [
    ...(run.visibleTests ? [{ kind: "visible_tests" as const, source, ...run.visibleTests }] : []),
    ...(run.hiddenTests ? [{ kind: "hidden_tests" as const, source, ...run.hiddenTests }] : []),
    ...(run.resolved === null ? [] : [{ kind: "resolved" as const, source, isResolved: run.resolved }]),
  ]);
}
