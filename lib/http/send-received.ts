import type { ImportFileView } from "../api/contract/imports.ts";
import { AppError } from "../domain/errors.ts";
import { problemResponse } from "./problem.ts";

/** An upload that was taken is 202; one that cannot be a run says why, and still tells its row so that counts reconcile. */
export function sendReceived(reply: { importId: string; file: ImportFileView }): Response {
  const [problem] = reply.file.problems;
  if (reply.file.status !== "rejected" || !problem) return Response.json(reply, { status: 202 });
  const error = new AppError("invalid_input", problem.message, { ...reply, code: problem.code });
  return problemResponse(error, reply.file.id, problem.code === "binary" ? 415 : 422);
}
