import { z } from "zod";

/** The four roles of a member of a project. */
export const ROLES = ["annotator", "lead", "engineer", "admin"] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Everything a verb can ask for. A permission is also a scope of an API key. */
export const PERMISSIONS = [
  "runs:read",
  "runs:import",
  "reviews:write",
  "exports:create",
  "exports:read",
  "governance:read",
  "governance:judge",
  "members:manage",
  "keys:manage",
] as const;
export const Permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof Permission>;

/** What each role may do in its project; the only table of rights. */
export const RIGHTS: Record<Role, readonly Permission[]> = {
  annotator: ["runs:read", "reviews:write"],
  lead: [
    "runs:read",
    "runs:import",
    "reviews:write",
    "exports:create",
    "exports:read",
    "governance:read",
    "governance:judge",
    "keys:manage",
  ],
  engineer: ["runs:read", "runs:import", "exports:create", "exports:read", "governance:read", "keys:manage"],
  admin: PERMISSIONS,
};

/** Whether a member with this role may, through a key of these scopes when one is used. */
export function isAllowed(role: Role, permission: Permission, scopes: readonly string[] | null): boolean {
  return RIGHTS[role].includes(permission) && (scopes === null || scopes.includes(permission));
}
