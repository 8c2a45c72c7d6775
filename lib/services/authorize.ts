import type { Tx } from "../db/client.ts";
import { AppError } from "../domain/errors.ts";
import { isAllowed, type Permission, Role } from "../domain/roles.ts";
import type { Actor, Context } from "./context.ts";

/** The project a verb acts in, and as what the actor stands in it. */
export type Standing = { projectId: string; role: Role };

/** Audit rows of verbs that belong to no project. */
export const STUDIO_PROJECT_ID = "00000000-0000-0000-0000-000000000000";

/**
 * How a verb finds its project: returns the id, or null when the thing does not exist.
 * What exists but is not the actor's answers the same "not found", so nothing can be probed.
 */
export type Locate<I> = (db: Tx, input: I, actor: Actor) => Promise<string | null>;

export type Access<I> =
  /** Anyone, signed in or not: sign-in helpers and health. */
  | { permission: "public" }
  /** Anyone who is signed in. */
  | { permission: "signed-in" }
  /** The studio's own processes; `projectOf` says whose audit log their effects go to. */
  | { permission: "system"; projectOf?: (input: I) => string }
  /** A member of the located project whose role holds the permission. */
  | { permission: Permission; locate: Locate<I>; thing: string };

/** Lets the actor in or throws `unauthenticated`, `forbidden` or `not_found`. */
export async function authorize<I>(ctx: Context, access: Access<I>, input: I): Promise<Standing> {
  const { actor } = ctx;
  const studio: Standing = { projectId: STUDIO_PROJECT_ID, role: "annotator" };
  if (access.permission === "public") return studio;
  if (actor.kind === "anonymous") throw new AppError("unauthenticated", "Sign in, or send a key as a bearer token.");
  if (access.permission === "signed-in") return studio;
  if (access.permission === "system") {
    if (actor.kind === "system") return { projectId: access.projectOf?.(input) ?? STUDIO_PROJECT_ID, role: "admin" };
    throw new AppError("forbidden", "Only the studio itself does this.");
  }
  if (!("locate" in access)) throw new AppError("forbidden", "This verb declares no project.");
  const projectId = await access.locate(ctx.db.prisma, input, actor);
  const role = projectId === null ? null : await roleIn(ctx.db.prisma, actor, projectId);
  if (projectId === null || role === null)
    throw new AppError("not_found", `There is no such ${access.thing}, or you are not a member of its project.`);
  if (!isAllowed(role, access.permission, actor.kind === "user" ? actor.scopes : null)) {
    throw new AppError(
      "forbidden",
      `This needs the right "${access.permission}". You are here as ${role}; an admin of the project can change that.`,
      {
        permission: access.permission,
        role,
      },
    );
  }
  return { projectId, role };
}

/** The actor's role in a project; null when they are not in it. */
export async function roleIn(db: Tx, actor: Actor, projectId: string): Promise<Role | null> {
  if (actor.kind === "system") return "admin";
  if (actor.kind === "anonymous") return null;
  if (actor.keyProjectId !== null && actor.keyProjectId !== projectId) return null;
  if (actor.isStudioAdmin) return "admin";
  const membership = await db.membership.findUnique({ where: { projectId_userId: { projectId, userId: actor.id } } });
  return membership ? Role.parse(membership.role) : null;
}

/** Finds the project named by its slug. */
export const bySlug: Locate<{ project: string }> = async (db, { project }) =>
  (await db.project.findUnique({ where: { slug: project }, select: { id: true } }))?.id ?? null;

/** The same; where no slug is given, the project of the key that came with the request. */
export const bySlugOrKey: Locate<{ project?: string | undefined }> = async (db, { project }, actor) =>
  project === undefined && actor.kind === "user" ? actor.keyProjectId : bySlug(db, { project: project ?? "" }, actor);

/** Finds the project of a trajectory. */
export const byTrajectory: Locate<{ trajectoryId: string }> = async (db, { trajectoryId }) =>
  (await db.trajectory.findUnique({ where: { id: trajectoryId }, select: { projectId: true } }))?.projectId ?? null;
