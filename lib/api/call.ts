import { z } from "zod";
import { type Endpoint, pathParams } from "./contract/endpoint.ts";

/** What the server says when it refuses (RFC 9457). */
const Problem = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  status: z.number(),
  requestId: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/** A refusal or a failed request. `status` 0 means that no answer came: the server may or may not have acted. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    readonly requestId: string | null = null,
  ) {
    super(message);
  }
}

/** The address of an endpoint with its path parts filled in; what is left of `input` goes to the query or the body. */
export function addressOf(
  endpoint: Endpoint,
  input: Record<string, unknown>,
): { path: string; rest: Record<string, unknown> } {
  const rest = new Map(Object.entries(input));
  let path: string = endpoint.path;
  for (const name of pathParams(endpoint.path)) {
    path = path.replace(`:${name}`, encodeURIComponent(String(rest.get(name) ?? "")));
    rest.delete(name);
  }
  return { path, rest: Object.fromEntries(rest) };
}

/** The query string of an input, without what is absent. */
export function queryOf(input: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && value !== null) query.set(name, String(value));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Calls an endpoint from the browser and parses the reply. Throws ApiError. */
export async function call<I extends z.ZodType, O extends z.ZodType>(
  endpoint: Endpoint<I, O>,
  input: z.input<I>,
  options: { idempotencyKey?: string; signal?: AbortSignal; keepalive?: boolean } = {},
): Promise<z.output<O>> {
  const { path, rest } = addressOf(endpoint, asRecord(input));
  const hasBody = endpoint.method !== "GET" && endpoint.body !== "bytes";
  const response = await fetch(hasBody ? path : path + queryOf(rest), {
    method: endpoint.method,
    headers: {
      accept: "application/json",
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...(options.idempotencyKey ? { "idempotency-key": options.idempotencyKey } : {}),
    },
    body: hasBody ? JSON.stringify(rest) : null,
    signal: options.signal ?? null,
    keepalive: options.keepalive ?? false,
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "unreachable", "The studio did not answer. Your work is kept here and sent when it is back.");
  });
  if (!response.ok) throw await readProblem(response);
  return endpoint.output.parse(await response.json());
}

/** Turns a refusal into an ApiError, also when something between browser and studio answered in its own words. */
export async function readProblem(response: Response): Promise<ApiError> {
  const body = Problem.safeParse(await response.json().catch(() => null));
  if (body.success)
    return new ApiError(
      response.status,
      body.data.code,
      body.data.detail,
      body.data.details,
      body.data.requestId ?? null,
    );
  return new ApiError(
    response.status,
    "unexpected_reply",
    `The studio answered ${response.status} without a reason. Try again.`,
  );
}

function asRecord(input: unknown): Record<string, unknown> {
  return typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {};
}
