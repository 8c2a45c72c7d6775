import { type Actor, ANONYMOUS } from "../services/context.ts";
import { KeyMetadata, KeyPermissions } from "../services/people/keys.ts";
import type { Studio } from "./studio.ts";

const BEARER = /^Bearer (rt_[A-Za-z0-9_-]{20,200})$/;

/** Who sent this: a key's owner when a bearer token is there, else whose session the cookie is, else nobody. */
export async function authenticate({ auth, db }: Pick<Studio, "auth" | "db">, headers: Headers): Promise<Actor> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const key = BEARER.exec(authorization)?.[1];
    return key ? byKey({ auth, db }, key) : ANONYMOUS;
  }
  const session = await auth.api.getSession({ headers });
  if (!session || session.user.banned) return ANONYMOUS;
  const { id, name, role } = session.user;
  return { kind: "user", id, name, isStudioAdmin: role === "admin", scopes: null, keyProjectId: null };
}

async function byKey({ auth, db }: Pick<Studio, "auth" | "db">, key: string): Promise<Actor> {
  const { valid, key: found } = await auth.api.verifyApiKey({ body: { key } });
  if (!valid || !found) return ANONYMOUS;
  const owner = await db.prisma.user.findUnique({ where: { id: found.referenceId } });
  const permissions = KeyPermissions.safeParse(found.permissions);
  const metadata = KeyMetadata.safeParse(found.metadata);
  if (!owner || owner.banned || !permissions.success || !metadata.success) return ANONYMOUS;
  return {
    kind: "user",
    id: owner.id,
    name: owner.name,
    isStudioAdmin: owner.role === "admin",
    scopes: permissions.data.studio,
    keyProjectId: metadata.data.projectId,
  };
}
