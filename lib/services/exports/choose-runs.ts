import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";

/** How many names a sentence can carry. */
const NAMED = 5;

/**
 * The runs an export is of, as sorted trajectory ids: those named by id or run key, or all of the project for null.
 * Throws `not_found` with the names that are no run of this project.
 */
export async function chooseRuns(db: Tx, projectId: string, names: readonly string[] | null): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string; runKey: string }[]>`
    SELECT "id"::text AS "id", "runKey" FROM "Trajectory"
    WHERE "projectId" = ${projectId}::uuid
      AND (${names === null} OR "id"::text = ANY(${names ?? []}::text[]) OR "runKey" = ANY(${names ?? []}::text[]))`;
  const known = new Set(rows.flatMap(({ id, runKey }) => [id, runKey]));
  const missing = [...new Set(names ?? [])].filter((name) => !known.has(name));
  if (missing.length > 0) {
    const shown = missing.slice(0, NAMED).join(", ");
    const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : "";
    throw new AppError("not_found", `The project has no run ${shown}${more}. Leave them out, or import them first.`, {
      missing,
    });
  }
  if (rows.length === 0) throw new AppError("invalid_input", "There is no run to export yet. Import one first.");
  return rows.map(({ id }) => id).sort();
}
