import { isAppError, type ErrorCode } from "../domain/errors.ts";

/** The only place where a refusal becomes a status. */
export const STATUS: Record<ErrorCode, number> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  idempotency_mismatch: 422,
  too_large: 413,
  unsupported_media: 415,
  rate_limited: 429,
  unavailable: 503,
};

const TITLES: Record<ErrorCode, string> = {
  invalid_input: "The request does not fit",
  unauthenticated: "Not signed in",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "Conflict",
  idempotency_mismatch: "Key used for another request",
  too_large: "Too large",
  unsupported_media: "Not a kind of content that is taken",
  rate_limited: "Too many requests",
  unavailable: "Not available now",
};

/** An error as RFC 9457. What is not one of ours becomes one sentence and a request id, and goes to the log. */
export function problemResponse(error: unknown, requestId: string, status?: number): Response {
  if (isAppError(error)) {
    return problem(status ?? STATUS[error.code], {
      code: error.code,
      title: TITLES[error.code],
      detail: error.message,
      requestId,
      ...(error.details ? { details: error.details } : {}),
    });
  }
  logFailure(error, requestId);
  return problem(500, {
    code: "internal",
    title: "Something broke",
    detail: `This is a fault of the studio. Nothing was saved by this request. Tell the operator the request id ${requestId}.`,
    requestId,
  });
}

function problem(status: number, body: Record<string, unknown>): Response {
  return Response.json(
    { type: "about:blank", status, ...body },
    {
      status,
      headers: {
        "content-type": "application/problem+json",
        ...(status === 429 || status === 503 ? { "retry-after": "1" } : {}),
      },
    },
  );
}

/** One JSON line: the error's name and where it arose, never its message, which may quote a run. */
function logFailure(error: unknown, requestId: string): void {
  const stack =
    error instanceof Error
      ? (error.stack ?? "")
          .split("\n")
          .filter((line) => line.trimStart().startsWith("at "))
          .slice(0, 8)
      : [];
  const name = error instanceof Error ? error.name : typeof error;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
  process.stderr.write(`${JSON.stringify({ level: "error", requestId, name, code, stack })}\n`);
}
