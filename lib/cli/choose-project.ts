import { AppError } from "../domain/errors.ts";
import type { Context } from "../services/context.ts";

const DEMO = { slug: "express-checkout", name: "Express checkout" };

export type ChosenProject = { id: string; slug: string };

/** The project named by `--project`; without it the only one there is, or the demo. */
export async function chooseProject(ctx: Context, slug: string | undefined): Promise<ChosenProject> {
  const projects = await ctx.db.prisma.project.findMany({ select: { id: true, slug: true }, orderBy: { slug: "asc" } });
  const wanted = slug ?? (projects.length === 1 ? projects[0]?.slug : DEMO.slug);
  const project = projects.find((candidate) => candidate.slug === wanted);
  if (project) return project;
  const names = projects.map((candidate) => candidate.slug).join(", ");
  if (names === "") throw new AppError("invalid_input", "The studio has no project yet. Import a run first.");
  if (slug === undefined)
    throw new AppError("invalid_input", `There are several projects. Name one with --project: ${names}.`);
  throw new AppError("invalid_input", `There is no project "${slug}". Choose one of: ${names}.`);
}

/** The same, and an empty studio gets the project that its first start would give it, without the demo's runs. */
export async function chooseOrMakeProject(ctx: Context, slug: string | undefined): Promise<ChosenProject> {
  if (slug !== undefined && slug !== DEMO.slug) return chooseProject(ctx, slug);
  const { createProject } = await import("../services/studio/create-project.ts");
  await ctx.db.prisma.$transaction(async (tx) => {
    // The lock of the demo's own seed: two first commands make one project.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('seed-demo', 0))`;
    if ((await tx.project.count()) === 0) await createProject(tx, { id: ctx.newId(), ...DEMO }, ctx.newId);
  });
  return chooseProject(ctx, slug);
}
