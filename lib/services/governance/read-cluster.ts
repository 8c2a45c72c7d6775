import type { ValueCluster } from "../../api/contract/governance.ts";
import type { Tx } from "../../db/client.ts";
import { selectClusters } from "../../db/finding-clusters.ts";
import { AppError } from "../../domain/errors.ts";
import { viewCluster } from "./view-cluster.ts";

/** One found value of a project, or `not_found`. */
export async function readCluster(db: Tx, projectId: string, valueKey: string): Promise<ValueCluster> {
  const { clusters } = await selectClusters(db, { projectId, status: null, kind: null, valueKey }, null, 1);
  const [row] = clusters;
  if (!row) throw new AppError("not_found", "No finding of this project has this value any more. Reload the list.");
  return viewCluster(row);
}
