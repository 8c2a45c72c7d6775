import type { Tx } from "../../db/client.ts";
import { ImportState } from "../../api/contract/imports.ts";

type Place = { projectId: string; importId: string };

/** Thrown out of a reading whose import was paused or cancelled meanwhile; nothing it staged is kept. */
export class Halted extends Error {
  override readonly name = "Halted";
  constructor(readonly state: Exclude<ImportState, "running">) {
    super(`The import is ${state}.`);
  }
}

/** What people want of an import now. */
export async function readState(db: Tx, { projectId, importId }: Place): Promise<ImportState> {
  const row = await db.import.findUniqueOrThrow({
    where: { projectId_id: { projectId, id: importId } },
    select: { state: true },
  });
  return ImportState.parse(row.state);
}

/** The same, held until the transaction ends: nobody pauses or cancels in between. */
export async function holdState(tx: Tx, place: Place): Promise<ImportState> {
  const { projectId, importId } = place;
  await tx.$queryRaw`SELECT 1 FROM "Import" WHERE "projectId" = ${projectId}::uuid AND "id" = ${importId}::uuid FOR SHARE`;
  return readState(tx, place);
}

/** Goes on only while the import runs. */
export function goOn(state: ImportState): void {
  if (state !== "running") throw new Halted(state);
}
