/** Every refusal in the product is one of these; `lib/http` maps them to a status, the CLI to an exit code. */
export const ERROR_CODES = [
  "invalid_input",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "idempotency_mismatch",
  "too_large",
  "unsupported_media",
  "rate_limited",
  "unavailable",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** A refusal a person can act on: the message names the thing and the next step. `details` must be JSON. */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: Record<string, unknown>,
  ) {
    super(message);
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}
