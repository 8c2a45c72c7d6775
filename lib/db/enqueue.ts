import type { Tx } from "./client.ts";

/** Job kinds and what they carry; `lib/jobs` maps each to its verb. */
export type Job =
  | { kind: "process-import-file"; payload: { projectId: string; fileId: string } }
  | { kind: "reparse-file"; payload: { projectId: string; reparseId: string; fileId: string } }
  | { kind: "keep-labels"; payload: { projectId: string; fileId: string } }
  | { kind: "run-export"; payload: { projectId: string; exportId: string } }
  | { kind: "scan-run"; payload: { projectId: string; trajectoryId: string; revisionId: string; scanId: string } };

const MAX_ATTEMPTS = 5;

/**
 * Puts a job on the queue inside the caller's transaction: it exists exactly when its cause was committed.
 * `jobKey` makes a second call for the same work replace the first instead of doubling it.
 */
export async function enqueue(tx: Tx, job: Job, jobKey: string): Promise<void> {
  await enqueueAll(tx, [{ ...job, jobKey }]);
}

/** Several jobs in one statement. */
export async function enqueueAll(tx: Tx, jobs: readonly (Job & { jobKey: string })[]): Promise<void> {
  await tx.$executeRaw`
    SELECT count(graphile_worker.add_job(j."kind", j."payload", job_key := j."jobKey", max_attempts := ${MAX_ATTEMPTS}))
    FROM json_to_recordset(${JSON.stringify(jobs)}::json) AS j("kind" text, "payload" json, "jobKey" text)`;
}
