import type { Tx } from "../../db/client.ts";
import type { Passage } from "./match-steps.ts";

/**
 * The way from one revision of a run to another. Their bytes are the same record, or two cuts of one file; where they
 * have nothing in common no place of the one is a place of the other.
 */
export async function openPassage(tx: Tx, { trajectoryId, from, to }: Omit<Passage, "shift">): Promise<Passage> {
  const [older, newer] = await Promise.all([from, to].map((id) => readEntry(tx, trajectoryId, id)));
  return { trajectoryId, from, to, shift: shiftOf(older ?? null, newer ?? null) };
}

type Entry = { sha256: string; packId: string | null; byteStart: bigint };

function shiftOf(older: Entry | null, newer: Entry | null): bigint | null {
  if (!older || !newer) return null;
  if (older.sha256 === newer.sha256) return 0n;
  return older.packId !== null && older.packId === newer.packId ? older.byteStart - newer.byteStart : null;
}

async function readEntry(tx: Tx, trajectoryId: string, id: string): Promise<Entry | null> {
  const { rawSha256, projectId } = await tx.trajectoryRevision.findUniqueOrThrow({
    where: { trajectoryId_id: { trajectoryId, id } },
    select: { rawSha256: true, projectId: true },
  });
  const [sha256] = rawSha256;
  if (sha256 === undefined) return null;
  const entry = await tx.rawEntry.findUnique({ where: { projectId_sha256: { projectId, sha256 } } });
  return { sha256, packId: entry?.packId ?? null, byteStart: entry?.byteStart ?? 0n };
}
