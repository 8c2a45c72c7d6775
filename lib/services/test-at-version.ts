import type { ImportOutcome } from "../domain/record/import-outcome.ts";
import type { ParsedStep } from "../domain/record/step.ts";
import type { Importer } from "../importers/importer.ts";
import type { Context } from "./context.ts";
import { reparseFile } from "./reparse/reparse-file.ts";

/** For tests: a parser as it was, or will be, at another version. */
export type OtherVersion = {
  version: string;
  /** Each step as that version gives it; null leaves it out, and those behind it move up. */
  step?: (step: ParsedStep) => ParsedStep | null;
  /** Anything else it says otherwise, after its steps. */
  outcome?: (outcome: ImportOutcome) => ImportOutcome;
};

/** The same importer at another version, which really reads the bytes and then says something else. */
export function atVersion(importer: Importer, { version, step, outcome }: OtherVersion): Importer {
  return {
    ...importer,
    version,
    async *read(bytes, context) {
      let ordinal = 0;
      for await (const given of importer.read(bytes, context)) {
        const each = outcome ? outcome(given) : given;
        if (each.type !== "step") {
          if (each.type !== "problem") ordinal = 0;
          yield each;
          continue;
        }
        const changed = step ? step(each.step) : each.step;
        if (changed === null) continue;
        yield { type: "step", step: { ...changed, ordinal } };
        ordinal += 1;
      }
    },
  };
}

/** Has a run read by another version of its parser at once, behind the back of any worker. */
export async function readAs(ctx: Context, trajectoryId: string, importer: Importer): Promise<void> {
  const { prisma } = ctx.db;
  const { projectId, currentRevisionId } = await prisma.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
  const { importFileId: fileId, parserVersion } = await prisma.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId, id: currentRevisionId } },
  });
  const reparseId = ctx.newId();
  await prisma.reparse.create({
    data: { projectId, id: reparseId, actorId: ctx.actor.id, asked: { runs: [trajectoryId] }, createdAt: ctx.clock() },
  });
  await prisma.reparseRun.create({
    data: {
      projectId,
      reparseId,
      trajectoryId,
      fileId,
      importer: importer.id,
      fromVersion: parserVersion,
      fromRevisionId: currentRevisionId,
    },
  });
  await reparseFile({ ...ctx, importers: [importer] }, { projectId, reparseId, fileId, isLastAttempt: true });
}
