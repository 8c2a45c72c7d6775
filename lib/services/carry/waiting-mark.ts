import type { Tx } from "../../db/client.ts";
import type { UnmatchedMark } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { isAllowed } from "../../domain/roles.ts";
import type { Standing } from "../authorize.ts";
import type { Context } from "../context.ts";

/** Who may give a mark its end: its author a place, a lead both; what was said to be hidden is let go by leads alone. */
export function rightsOn(
  ctx: Context,
  { role }: Standing,
  { authorId, kind }: Pick<UnmatchedMark, "authorId" | "kind">,
): { canPlace: boolean; canDismiss: boolean } {
  const scopes = ctx.actor.kind === "user" ? ctx.actor.scopes : null;
  const isOwn = authorId === ctx.actor.id;
  const canWrite = isAllowed(role, "reviews:write", scopes);
  const canJudge = isAllowed(role, "governance:judge", scopes);
  return {
    canPlace: canWrite && (isOwn || canJudge),
    canDismiss: canWrite && (canJudge || (isOwn && kind === "annotation")),
  };
}

type Asked = { trajectoryId: string; markId: string; act: "place" | "dismiss" };

/** A mark that waits, held for the transaction; refuses who may not end it, and a mark that has its end. */
export async function holdWaiting(
  tx: Tx,
  ctx: Context,
  standing: Standing,
  { trajectoryId, markId: id, act }: Asked,
): Promise<UnmatchedMark> {
  await tx.$queryRaw`
    SELECT 1 FROM "UnmatchedMark" WHERE "trajectoryId" = ${trajectoryId}::uuid AND "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.unmatchedMark.findUnique({ where: { trajectoryId_id: { trajectoryId, id } } });
  const { canPlace, canDismiss } = row ? rightsOn(ctx, standing, row) : { canPlace: false, canDismiss: false };
  // Reviews are blind: whose mark it is not learns nothing of it.
  if (!row || (!canPlace && !canDismiss)) throw new AppError("not_found", "There is no such mark without a place.");
  if (act === "dismiss" && !canDismiss)
    throw new AppError("forbidden", "What was hidden is let go by a lead. You can give it a place.");
  if (row.status !== "open") throw new AppError("conflict", `This mark was ${row.status} meanwhile. Reload the list.`);
  return row;
}

/** Gives a held mark its end. */
export async function endMark(
  tx: Tx,
  ctx: Context,
  { trajectoryId, id }: UnmatchedMark,
  end: { status: "placed" | "dismissed"; endReason?: string },
): Promise<void> {
  await tx.unmatchedMark.update({
    where: { trajectoryId_id: { trajectoryId, id } },
    data: { ...end, endedAt: ctx.clock(), endedBy: ctx.actor.id },
  });
}
