import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Tx } from "../db/client.ts";
import { AppError } from "../domain/errors.ts";
import { findUnstorable } from "../domain/text/stand-ins.ts";
import type { Json } from "../domain/json.ts";
import { type Access, authorize, type Standing } from "./authorize.ts";
import type { Context } from "./context.ts";

/** What a verb tells the audit log about itself. `details` names things by id and never holds run text. */
export type AuditEntry = { subject: string; details: Record<string, Json> };

/** What a committing step returns; `audit: null` only where nothing changed (a replayed request). */
export type Effect<O> = { reply: O; audit: AuditEntry | null };

type Call<I> = { ctx: Context; input: I; standing: Standing };

/** A verb of the product: parses its own input, authorises, runs. Made only by `command`, `query` and `task`. */
export type Verb<I, O> = {
  readonly name: string;
  readonly permission: Access<never>["permission"];
  (ctx: Context, input: I): Promise<O>;
};

type Spec<S extends z.ZodType> = { name: string; access: Access<z.output<S>>; input: S };

/** A read: no transaction, no audit row. */
export function query<S extends z.ZodType, O>(
  spec: Spec<S> & { run: (call: Call<z.output<S>>) => Promise<O> },
): Verb<z.input<S>, O> {
  return name(spec, async (ctx, raw) => {
    const input = parseTexts(spec.input, raw);
    const standing = await authorize(ctx, spec.access, input);
    return spec.run({ ctx, input, standing });
  });
}

/**
 * A change: one transaction that holds the effect and its audit row, acknowledged only after it committed.
 * `idempotency: "effect"` means the verb's own row carries the caller's key; `"record"` keeps the reply in a table
 * of its own, and the same key with another body is refused.
 */
export function command<S extends z.ZodType, O extends Json | undefined | object>(
  spec: Spec<S> & {
    idempotency: "effect" | "record";
    run: (call: Call<z.output<S>> & { tx: Tx }) => Promise<Effect<O>>;
  },
): Verb<z.input<S>, O> {
  return name(spec, async (ctx, raw) => {
    const input = parseTexts(spec.input, raw);
    const standing = await authorize(ctx, spec.access, input);
    const work = (tx: Tx) => spec.run({ ctx, input, standing, tx });
    if (spec.idempotency === "effect" || ctx.idempotencyKey === null) return commit(ctx, spec.name, standing, work);
    return commit(ctx, spec.name, standing, (tx) => once(ctx, spec.name, input, tx, work));
  });
}

/** A step that a long verb commits. `timeoutMs`: longest it may take, where it is known to be much work. */
export type Commit = <R>(work: (tx: Tx) => Promise<Effect<R>>, options?: { timeoutMs: number }) => Promise<R>;

/** A long verb: parses and authorises like a command, then commits as often as it needs, each time with its audit row. */
export function task<S extends z.ZodType, O>(
  spec: Spec<S> & {
    run: (call: Call<z.output<S>> & { commit: Commit }) => Promise<O>;
  },
): Verb<z.input<S>, O> {
  return name(spec, async (ctx, raw) => {
    const input = parse(spec.input, raw);
    const standing = await authorize(ctx, spec.access, input);
    const commitStep: Commit = (work, options) => commit(ctx, spec.name, standing, work, options);
    return spec.run({ ctx, input, standing, commit: commitStep });
  });
}

async function commit<R>(
  ctx: Context,
  action: string,
  standing: Standing,
  work: (tx: Tx) => Promise<Effect<R>>,
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<R> {
  const inTransaction = async (tx: Tx): Promise<R> => {
    const { reply, audit } = await work(tx);
    if (audit) {
      await tx.auditRow.create({
        data: {
          projectId: standing.projectId,
          id: ctx.newId(),
          at: ctx.clock(),
          actorId: ctx.actor.id,
          action,
          subject: audit.subject,
          details: audit.details,
          requestId: ctx.requestId,
        },
      });
    }
    return reply;
  };
  return ctx.db.prisma.$transaction(inTransaction, timeoutMs === undefined ? {} : { timeout: timeoutMs });
}

async function once<O>(
  ctx: Context,
  action: string,
  input: unknown,
  tx: Tx,
  work: (tx: Tx) => Promise<Effect<O>>,
): Promise<Effect<O>> {
  const key = ctx.idempotencyKey ?? "";
  const requestSha256 = sha256(JSON.stringify(input));
  // Serialises two requests with one key: the second waits for the first to commit and then finds its reply.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${ctx.actor.id}:${key}`}, 0))`;
  const known = await tx.idempotencyRecord.findUnique({ where: { actorId_key: { actorId: ctx.actor.id, key } } });
  if (known) {
    if (known.command !== action || known.requestSha256 !== requestSha256) {
      throw new AppError("idempotency_mismatch", "This Idempotency-Key was used for another request. Send a new key.");
    }
    return { reply: storedReply<O>(known.reply), audit: null };
  }
  const effect = await work(tx);
  await tx.idempotencyRecord.create({
    data: {
      actorId: ctx.actor.id,
      key,
      command: action,
      requestSha256,
      reply: JSON.parse(JSON.stringify(effect.reply ?? null)),
    },
  });
  return effect;
}

/** The stored reply is what this same verb returned earlier for this same input, so it has its type. */
function storedReply<O>(reply: unknown): O {
  return reply as O;
}

function parse<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const place = first && first.path.length > 0 ? `${first.path.map(String).join(".")}: ` : "";
  throw new AppError("invalid_input", `${place}${first?.message ?? "The input does not fit."}`, {
    issues: result.error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message })),
  });
}

/** Parses, and refuses words that no column can hold: what a person types goes to the database as it is. */
function parseTexts<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const input = parse(schema, raw);
  const place = findUnstorable(input);
  if (place === null) return input;
  const what = place === "" ? "The text" : place;
  throw new AppError("invalid_input", `${what} holds a NUL or half of a character pair. Take it out and try again.`);
}

function name<I, O>(
  spec: { name: string; access: { permission: Access<never>["permission"] } },
  run: (ctx: Context, input: I) => Promise<O>,
): Verb<I, O> {
  Object.defineProperty(run, "name", { value: spec.name });
  return Object.assign(run, { permission: spec.access.permission });
}

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
