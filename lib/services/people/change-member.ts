import { changeMember as contract } from "../../api/contract/people.ts";
import { AppError } from "../../domain/errors.ts";
import { bySlug } from "../authorize.ts";
import { command } from "../verb.ts";
import { membersOf } from "./list-members.ts";

/** Changes a member's role or takes them out. Nobody changes their own; a project keeps an admin. */
export const changeMember = command({
  name: "change-member",
  access: { permission: "members:manage", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "effect",
  async run({ ctx, input: { userId, role }, standing: { projectId }, tx }) {
    if (userId === ctx.actor.id) throw new AppError("forbidden", "Nobody changes their own role. Ask another admin.");
    // Two admins taking each other out at once must not both succeed.
    await tx.$queryRaw`SELECT 1 FROM "Membership" WHERE "projectId" = ${projectId}::uuid AND "role" = 'admin' ORDER BY "userId" FOR UPDATE`;
    const place = { projectId_userId: { projectId, userId } };
    const membership = await tx.membership.findUnique({ where: place });
    if (!membership) throw new AppError("not_found", "This person is not a member of the project.");
    if (role === null) await tx.membership.delete({ where: place });
    else await tx.membership.update({ where: place, data: { role } });
    if ((await tx.membership.count({ where: { projectId, role: "admin" } })) === 0) {
      throw new AppError("conflict", "The project needs an admin. Make somebody else admin first.");
    }
    return {
      reply: { members: await membersOf(tx, projectId) },
      audit: { subject: userId, details: { from: membership.role, to: role } },
    };
  },
});
