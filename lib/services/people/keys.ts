import { randomBytes } from "node:crypto";
import { defaultKeyHasher } from "@better-auth/api-key";
import { z } from "zod";
import {
  addKey as addContract,
  type ApiKey,
  listKeys as listContract,
  removeKey as removeContract,
} from "../../api/contract/people.ts";
import type { Tx } from "../../db/client.ts";
import type { Apikey } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { isAllowed } from "../../domain/roles.ts";
import { bySlug } from "../authorize.ts";
import { command, query } from "../verb.ts";

const PREFIX = "rt_";
const SHOWN_CHARACTERS = 8;

const access = { permission: "keys:manage", locate: bySlug, thing: "project" } as const;

/** What a key may do, and in which project; kept on the key in the auth library's own columns. */
export const KeyPermissions = z.object({ studio: z.array(z.string()) });
export const KeyMetadata = z.object({ projectId: z.string() });

/** The actor's own keys of a project, newest first; never the keys themselves. */
export const listKeys = query({
  name: "list-keys",
  access,
  input: listContract.input,
  run: async ({ ctx, standing }) => ({ keys: await keysOf(ctx.db.prisma, ctx.actor.id, standing.projectId) }),
});

/** Makes a key with some of its maker's own rights. The key is in this reply and nowhere else: only its hash is kept. */
export const addKey = command({
  name: "add-key",
  access,
  input: addContract.input.extend({ userId: z.string().optional() }),
  idempotency: "effect",
  async run({ ctx, input, standing: { projectId, role }, tx }) {
    const ownerId = input.userId ?? ctx.actor.id;
    if (ownerId !== ctx.actor.id && ctx.actor.kind !== "system")
      throw new AppError("forbidden", "Make keys for yourself; the operator makes them for others.");
    const scopes = [...new Set(input.scopes)].sort();
    const beyond = scopes.filter(
      (scope) => !isAllowed(role, scope, ctx.actor.kind === "user" ? ctx.actor.scopes : null),
    );
    if (beyond.length > 0)
      throw new AppError("forbidden", `A key cannot have more rights than you: ${beyond.join(", ")}.`);
    const secret = PREFIX + randomBytes(32).toString("base64url");
    const row = await tx.apikey.create({
      data: {
        id: ctx.newId(),
        name: input.name,
        prefix: PREFIX,
        start: secret.slice(0, SHOWN_CHARACTERS),
        key: await defaultKeyHasher(secret),
        referenceId: ownerId,
        permissions: JSON.stringify({ studio: scopes }),
        metadata: JSON.stringify({ projectId }),
        rateLimitEnabled: false,
        createdAt: ctx.clock(),
        updatedAt: ctx.clock(),
      },
    });
    return { reply: { key: view(row), secret }, audit: { subject: row.id, details: { ownerId, scopes } } };
  },
});

/** Ends one of the actor's keys at once. */
export const removeKey = command({
  name: "remove-key",
  access,
  input: removeContract.input,
  idempotency: "effect",
  async run({ ctx, input, standing: { projectId }, tx }) {
    const own = (await keysOf(tx, ctx.actor.id, projectId)).some(({ id }) => id === input.keyId);
    if (!own) throw new AppError("not_found", "You have no such key in this project.");
    await tx.apikey.delete({ where: { id: input.keyId } });
    return { reply: { keys: await keysOf(tx, ctx.actor.id, projectId) }, audit: { subject: input.keyId, details: {} } };
  },
});

async function keysOf(db: Tx, ownerId: string, projectId: string): Promise<ApiKey[]> {
  const rows = await db.apikey.findMany({ where: { referenceId: ownerId }, orderBy: { createdAt: "desc" } });
  return rows
    .filter(({ metadata }) => KeyMetadata.safeParse(JSON.parse(metadata ?? "null")).data?.projectId === projectId)
    .map(view);
}

function view(row: Apikey): ApiKey {
  return {
    id: row.id,
    name: row.name ?? "",
    start: row.start ?? "",
    scopes: KeyPermissions.safeParse(JSON.parse(row.permissions ?? "null")).data?.studio ?? [],
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastRequest?.toISOString() ?? null,
  };
}
