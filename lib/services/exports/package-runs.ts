import type { Tx } from "../../db/client.ts";
import { type Package, type PackageJob, writePackage } from "../../exporters/write-package.ts";
import { readAuditHead, sealAudit } from "../audit/seal-audit.ts";
import { type Context, WORKER } from "../context.ts";
import { readRecords } from "./read-records.ts";

export type PackageOrder = Omit<PackageJob, "records" | "receipt"> & {
  projectId: string;
  exportId: string;
  trajectoryIds: readonly string[];
  /** Who asked for it; the worker only writes it. */
  orderedBy: { kind: string; id: string };
};

/** Writes the chosen runs as they stand in `snapshot`; the receipt names the newest audit segment after sealing. */
export async function packageRuns(ctx: Context, snapshot: Tx, order: PackageOrder): Promise<Package> {
  const { projectId, exportId, trajectoryIds, orderedBy, ...job } = order;
  return writePackage({
    ...job,
    records: readRecords(ctx, snapshot, projectId, trajectoryIds),
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
