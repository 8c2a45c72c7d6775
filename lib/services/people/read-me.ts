import type { Me } from "../../api/contract/people.ts";
import { getMe } from "../../api/contract/people.ts";
import { isAllowed, PERMISSIONS, Role } from "../../domain/roles.ts";
import { query } from "../verb.ts";

/** Who is signed in and what they may do where; a studio admin stands as admin in every project. */
export const readMe = query({
  name: "read-me",
  access: { permission: "signed-in" },
  input: getMe.input,
  async run({ ctx }): Promise<Me> {
    const { actor } = ctx;
    const db = ctx.db.prisma;
    const user = actor.kind === "user" ? actor : null;
    const seesAll = user === null || user.isStudioAdmin;
    const only = user?.keyProjectId ? { id: user.keyProjectId } : {};
    const [projects, person] = await Promise.all([
      db.project.findMany({
        where: { ...only, ...(seesAll ? {} : { memberships: { some: { userId: actor.id } } }) },
        include: { memberships: { where: { userId: actor.id } } },
        orderBy: { createdAt: "asc" },
      }),
      user ? db.user.findUnique({ where: { id: user.id }, select: { email: true } }) : null,
    ]);
    return {
      id: actor.id,
      name: actor.name,
      email: person?.email ?? null,
      isStudioAdmin: seesAll,
      projects: projects.map((project) => {
        const role = seesAll ? "admin" : Role.parse(project.memberships[0]?.role);
        return {
          slug: project.slug,
          name: project.name,
          role,
          permissions: PERMISSIONS.filter((permission) => isAllowed(role, permission, user?.scopes ?? null)),
        };
      }),
    };
  },
});
