import type { Tx } from "../../db/client.ts";
import type { DatasetVersion } from "../../db/generated/client.ts";
import { type Package, type PackageJob, writePackage } from "../../exporters/write-package.ts";
import { readAuditHead, sealAudit } from "../audit/seal-audit.ts";
import { type Context, WORKER } from "../context.ts";
import { itemsOf, requireClear } from "../datasets/not-clear.ts";
import { readRecords } from "./read-records.ts";

export type PackageOrder = Omit<PackageJob, "records" | "receipt" | "dataset"> & {
  exportId: string;
  version: DatasetVersion & { name: string };
  /** Who asked for it; the worker only writes it. */
  orderedBy: { kind: string; id: string };
};

/**
 * Writes a frozen version as it stands in `snapshot`, or refuses with the runs that are no longer clear; the gate is
 * read inside the same snapshot. The receipt names the newest audit segment after sealing.
 */
export async function packageRuns(ctx: Context, snapshot: Tx, order: PackageOrder): Promise<Package> {
  const { exportId, version, orderedBy, ...job } = order;
  const { projectId } = version;
  const items = await itemsOf(snapshot, projectId, version.id);
  await requireClear(snapshot, items);
  return writePackage({
    ...job,
    dataset: { name: version.name, version: version.number, sha256: version.sha256 },
    records: readRecords(ctx, snapshot, items),
    async receipt() {
      await sealAudit({ ...ctx, actor: WORKER }, {});
      return {
        exportId,
        createdAt: ctx.clock().toISOString(),
        actor: orderedBy,
        auditHead: await readAuditHead(ctx.db.prisma, projectId),
      };
    },
  });
}
