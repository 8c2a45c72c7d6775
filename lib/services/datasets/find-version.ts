import type { Tx } from "../../db/client.ts";
import type { DatasetVersion } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";

/** A version with its dataset's name, or `not_found`. */
export async function findVersion(db: Tx, projectId: string, id: string): Promise<DatasetVersion & { name: string }> {
  const row = await db.datasetVersion.findUnique({ where: { projectId_id: { projectId, id } } });
  if (!row) throw new AppError("not_found", "There is no such dataset version in this project.");
  return { ...row, name: await datasetName(db, row) };
}

/** The version meant by `name` (its newest) or `name@2`, or an id. */
export async function findVersionByName(
  db: Tx,
  projectId: string,
  given: string,
): Promise<DatasetVersion & { name: string }> {
  const [, name = given, number] = /^(.*)@(\d+)$/.exec(given) ?? [];
  const dataset = await db.dataset.findUnique({ where: { projectId_name: { projectId, name } } });
  const row =
    dataset &&
    (await db.datasetVersion.findFirst({
      where: { projectId, datasetId: dataset.id, ...(number === undefined ? {} : { number: Number(number) }) },
      orderBy: { number: "desc" },
    }));
  if (dataset && row) return { ...row, name: dataset.name };
  const all = await db.dataset.findMany({ where: { projectId }, orderBy: { name: "asc" }, take: 10 });
  const known =
    all.length === 0 ? "There is none yet: freeze one first" : `Known: ${all.map((each) => each.name).join(", ")}`;
  throw new AppError("not_found", `There is no dataset "${given}". ${known}.`);
}

async function datasetName(db: Tx, { projectId, datasetId }: DatasetVersion): Promise<string> {
  return (await db.dataset.findUniqueOrThrow({ where: { projectId_id: { projectId, id: datasetId } } })).name;
}
