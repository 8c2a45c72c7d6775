import type { Tx } from "../../db/client.ts";
import { FINDING_KINDS, KIND_FACTS } from "../../domain/governance/finding.ts";
import type { TextRef } from "../text/text-ref.ts";

const MASKED = FINDING_KINDS.filter((kind) => KIND_FACTS[kind].isMasked);

/** Marks of people that a reparse found no place for on this revision; `isMasked` asks for those that hide text. */
export async function countUnplaced(
  db: Tx,
  { trajectoryId, revisionId }: TextRef,
  { isMasked = false }: { isMasked?: boolean } = {},
): Promise<number> {
  const kinds = isMasked ? { dimension: { in: MASKED } } : {};
  return db.unmatchedMark.count({
    where: { trajectoryId, toRevisionId: revisionId, kind: "finding", status: "open", ...kinds },
  });
}
