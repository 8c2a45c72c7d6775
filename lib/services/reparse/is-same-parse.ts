import type { Tx } from "../../db/client.ts";
import { COPY_COLUMNS } from "../../db/copy.ts";
import { Prisma } from "../../db/generated/client.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import type { TextRef } from "../text/text-ref.ts";

/** What a step is and where it stands; its text is in `contentSha256`. */
const COMPARED = COPY_COLUMNS.Step.filter((name) => !["trajectoryId", "revisionId", "projectId"].includes(name));

/** Whether a staged parse says the same as a revision, of the run and of every step. */
export async function isSameParse(tx: Tx, older: TextRef, staged: TextRef, run: ParsedRun): Promise<boolean> {
  const revision = await tx.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId: older.trajectoryId, id: older.revisionId } },
    select: { run: true },
  });
  if (canonical(ParsedRun.parse(JSON.parse(revision.run))) !== canonical(run)) return false;
  const columns = (side: "o" | "n") => Prisma.raw(COMPARED.map((name) => `${side}."${name}"`).join(","));
  const [row] = await tx.$queryRaw<{ differ: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM (SELECT * FROM "Step" WHERE "trajectoryId" = ${older.trajectoryId}::uuid AND "revisionId" = ${older.revisionId}::uuid) o
      FULL JOIN (SELECT * FROM "Step" WHERE "trajectoryId" = ${staged.trajectoryId}::uuid AND "revisionId" = ${staged.revisionId}::uuid) n
        ON n."ordinal" = o."ordinal"
      WHERE (${columns("o")}) IS DISTINCT FROM (${columns("n")})) AS "differ"`;
  return row?.differ === false;
}

/** With its members in the order of the schema, whoever wrote it; a run that could say no links says none. */
function canonical(run: ParsedRun): string {
  const { links = [], ...rest } = ParsedRun.parse(run);
  return JSON.stringify({ ...rest, links });
}
