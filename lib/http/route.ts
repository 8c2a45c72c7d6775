import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Endpoint } from "../api/contract/endpoint.ts";
import { AppError } from "../domain/errors.ts";
import { createContext } from "../services/context.ts";
import type { Verb } from "../services/verb.ts";
import { authenticate } from "./authenticate.ts";
import { problemResponse } from "./problem.ts";
import { readInput } from "./read-input.ts";
import { type Studio, studio } from "./studio.ts";

type RouteParams = { params: Promise<Record<string, string | string[] | undefined>> };

/** A handler that Next calls. What it serves and what it asks for stand on it, for the test that lists every route. */
export type RouteHandler = ((request: Request, context: RouteParams) => Promise<Response>) & {
  readonly endpoint: Endpoint;
  readonly permission: Verb<never, unknown>["permission"];
};

type Options<O> = {
  /** Adds what only the request has (its byte stream) to the verb's input. */
  request?: (request: Request) => Record<string, unknown>;
  /** Replaces the JSON reply. */
  respond?: (reply: O, request: Request) => Response | Promise<Response>;
};

const MAX_KEY_LENGTH = 200;

/** Request -> actor and input -> verb -> response: the only way a handler is made. */
export function route<I extends z.ZodType, O>(
  endpoint: Endpoint<I>,
  verb: Verb<never, O>,
  options: Options<O> = {},
): RouteHandler {
  const handle = async (request: Request, { params }: RouteParams): Promise<Response> => {
    const requestId = randomUUID();
    try {
      const reply = await serve(studio(), { endpoint, verb, options }, request, await params, requestId);
      return finish(reply, requestId);
    } catch (error) {
      return finish(problemResponse(error, requestId), requestId);
    }
  };
  return Object.assign(handle, { endpoint: endpoint as Endpoint, permission: verb.permission });
}

type Served<O> = { endpoint: Endpoint; verb: Verb<never, O>; options: Options<O> };

async function serve<O>(
  held: Studio,
  { endpoint, verb, options }: Served<O>,
  request: Request,
  params: Record<string, string | string[] | undefined>,
  requestId: string,
) {
  if (endpoint.method !== "GET") refuseForeignOrigin(request);
  const idempotencyKey = request.headers.get("idempotency-key");
  if (idempotencyKey !== null && (idempotencyKey === "" || idempotencyKey.length > MAX_KEY_LENGTH)) {
    throw new AppError("invalid_input", `An Idempotency-Key has 1 to ${MAX_KEY_LENGTH} characters.`);
  }
  const actor = await authenticate(held, request.headers);
  // Who is nobody learns nothing about what the input should have been.
  if (actor.kind === "anonymous" && verb.permission !== "public")
    throw new AppError("unauthenticated", "Sign in, or send a key as a bearer token.");
  const input = await readInput(endpoint, request, params);
  const ctx = createContext({ actor, db: held.db, files: held.files, requestId, idempotencyKey });
  const reply = await verb(ctx, asInput({ ...asObject(input), ...options.request?.(request) }));
  return options.respond ? options.respond(reply, request) : Response.json(reply);
}

/** The endpoint's schema and the verb's schema are the same contract; the verb parses it again. */
function asInput(input: Record<string, unknown>): never {
  return input as never;
}

function asObject(input: unknown): object {
  return typeof input === "object" && input !== null ? input : {};
}

/** A browser says where a request comes from; other sites may not change anything here. */
export function refuseForeignOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const isForeignSite = site !== null && site !== "same-origin" && site !== "none";
  const isForeignOrigin = origin !== null && hostOf(origin) !== request.headers.get("host");
  if (isForeignSite || isForeignOrigin)
    throw new AppError("forbidden", "This request comes from another site and was not carried out.");
}

function finish(response: Response, requestId: string): Response {
  const { headers } = response;
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  headers.set("x-request-id", requestId);
  return response;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
