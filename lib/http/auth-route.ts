import { randomUUID } from "node:crypto";
import { AppError } from "../domain/errors.ts";
import { problemResponse } from "./problem.ts";
import { refuseForeignOrigin } from "./route.ts";
import { studio } from "./studio.ts";

/** The only doors of the auth library that are open; its admin and key doors stay shut, the studio's verbs do that. */
export const AUTH_DOORS = {
  GET: ["/api/auth/get-session"],
  POST: ["/api/auth/sign-in/email", "/api/auth/sign-out", "/api/auth/change-password"],
} as const;

/** Hands a request to the auth library when it asks for one of the open doors. */
export function authRoute(method: keyof typeof AUTH_DOORS): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = randomUUID();
    try {
      const isOpen = AUTH_DOORS[method].some((door) => door === new URL(request.url).pathname);
      if (!isOpen) throw new AppError("not_found", "There is no such door.");
      if (method === "POST") refuseForeignOrigin(request);
      const response = await studio().auth.handler(request);
      response.headers.set("cache-control", "no-store");
      response.headers.set("x-content-type-options", "nosniff");
      return response;
    } catch (error) {
      return problemResponse(error, requestId);
    }
  };
}
