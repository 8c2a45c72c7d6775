import { z } from "zod";

export const RECEIPT_FILE = "receipt.json";

/** The facts of one act of exporting that the files themselves must not depend on. */
export const ReceiptFacts = z.object({
  exportId: z.string(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  actor: z.object({ kind: z.string(), id: z.string() }),
  /** The newest sealed segment of the project's audit log. */
  auditHead: z.object({ seq: z.number().int(), sha256: z.string() }).nullable(),
});
export type ReceiptFacts = z.infer<typeof ReceiptFacts>;

/** `contentSha256` is the sha256 of SHA256SUMS and so of everything; `lineage` leads back to the studio's own rows. */
export const Receipt = ReceiptFacts.extend({
  contentSha256: z.string(),
  lineage: z.array(z.object({ runKey: z.string(), trajectoryId: z.string(), revisionId: z.string() })),
});
export type Receipt = z.infer<typeof Receipt>;

/** The text of receipt.json, which stands outside SHA256SUMS. */
export function writeReceipt(receipt: Receipt): string {
  const { exportId, createdAt, actor, auditHead, contentSha256, lineage } = receipt;
  return `${JSON.stringify({ exportId, createdAt, actor, auditHead, contentSha256, lineage }, null, 2)}\n`;
}
