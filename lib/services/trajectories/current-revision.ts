import { AppError } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import type { TextRef } from "../text/text-ref.ts";

/** The revision of a run that people see, for readers who have been let in to its project. */
export async function currentRevision(
  ctx: Context,
  trajectoryId: string,
): Promise<TextRef & { stepCount: number; projectId: string }> {
  const row = await ctx.db.prisma.trajectory.findUnique({
    where: { id: trajectoryId },
    select: { currentRevisionId: true, stepCount: true, projectId: true },
  });
  if (!row) throw new AppError("not_found", "There is no such run.");
  return { trajectoryId, revisionId: row.currentRevisionId, stepCount: row.stepCount, projectId: row.projectId };
}
