import { listMembers as contract, type Member } from "../../api/contract/people.ts";
import type { Tx } from "../../db/client.ts";
import { Role } from "../../domain/roles.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";

/** People of a project, by name. */
export const listMembers = query({
  name: "list-members",
  access: { permission: "runs:read", locate: bySlug, thing: "project" },
  input: contract.input,
  run: async ({ ctx, standing }) => ({ members: await membersOf(ctx.db.prisma, standing.projectId) }),
});

export async function membersOf(db: Tx, projectId: string): Promise<Member[]> {
  const rows = await db.membership.findMany({
    where: { projectId },
    include: { user: true },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
  });
  return rows.map(({ user, role }) => ({
    userId: user.id,
    name: user.name,
    email: user.email,
    role: Role.parse(role),
    isDisabled: user.banned === true,
  }));
}
