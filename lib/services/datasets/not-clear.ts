import type { NotClear } from "../../api/contract/datasets.ts";
import type { Tx } from "../../db/client.ts";
import type { DatasetItem } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { GATE_WORDS } from "../../domain/governance/clearance.ts";
import { readGate } from "../governance/gate.ts";

/** Gates read at once. */
const AT_ONCE = 8;
/** How many names a sentence can carry. */
const NAMED = 3;

/** The runs of a version that may no longer leave, each with the reason. Read from the truth, every time. */
export async function notClear(db: Tx, items: readonly DatasetItem[]): Promise<NotClear[]> {
  const found: NotClear[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const reasons = await Promise.all(items.slice(from, from + AT_ONCE).map((item) => reasonOf(db, item)));
    for (const [at, reason] of reasons.entries()) {
      const item = items[from + at];
      if (reason === null || !item) continue;
      const run = await db.trajectory.findUnique({ where: { id: item.trajectoryId }, select: { name: true } });
      found.push({ trajectoryId: item.trajectoryId, runKey: item.runKey, name: run?.name ?? item.runKey, reason });
    }
  }
  return found;
}

async function reasonOf(db: Tx, { trajectoryId, revisionId, basisSha256 }: DatasetItem): Promise<string | null> {
  const reading = await readGate(db, { trajectoryId, revisionId });
  if (reading.gate.state !== "cleared") return GATE_WORDS[reading.gate.state];
  return reading.basisSha256 === basisSha256 ? null : "cleared anew since it was frozen, with other redactions";
}

/** Lets a version out only when every run of it is clear exactly as it was frozen; otherwise a 409 with the list. */
export async function requireClear(db: Tx, items: readonly DatasetItem[]): Promise<void> {
  const runs = await notClear(db, items);
  if (runs.length === 0) return;
  const names = runs.slice(0, NAMED).map(({ name, reason }) => `${name} (${reason})`);
  const more = runs.length > NAMED ? ` and ${runs.length - NAMED} more` : "";
  const what = runs.length === 1 ? "1 run of this version is" : `${runs.length} runs of this version are`;
  throw new AppError(
    "conflict",
    `${what} no longer clear: ${names.join(", ")}${more}. Clear them again and freeze a new version; nothing is left out silently.`,
    { notClear: runs },
  );
}

/** The items of a version, in their order. */
export async function itemsOf(db: Tx, projectId: string, versionId: string): Promise<DatasetItem[]> {
  return db.datasetItem.findMany({ where: { projectId, versionId }, orderBy: { position: "asc" } });
}
