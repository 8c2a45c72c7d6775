import { DatasetVersion } from "../../api/contract/datasets.ts";
import type { DatasetVersion as Row } from "../../db/generated/client.ts";

/** A version as a person sees it; a row that is not one fails here, not in the browser. */
export function viewVersion(row: Row & { name: string }): DatasetVersion {
  const { id, datasetId, name, number, query, matched, excluded, itemCount, stepCount, sha256, authorId, createdAt } =
    row;
  return DatasetVersion.parse({
    id,
    datasetId,
    name,
    number,
    query,
    matched,
    excluded,
    itemCount,
    stepCount,
    sha256,
    createdBy: authorId,
    createdAt: createdAt.toISOString(),
  });
}
