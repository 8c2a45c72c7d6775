import { EMPTY_MAPPING } from "../domain/mapping/field-mapping.ts";
import type { ParsedRun } from "../domain/record/run.ts";
import type { Permission } from "../domain/roles.ts";

/** For the test of the doors: what each asks for, and a request of the right shape for it. */

/** Names nothing. */
export const MISSING = "01890000-0000-7000-8000-000000000000";

/** A mapping that reads something. */
const MAPPING = { ...EMPTY_MAPPING, step: { message: "/m" } };

/** Every route there is, and what it asks for. A route that is not here fails the test, and so does one that asks for something else. */
export const DOORS: Record<string, Permission | "public" | "signed-in"> = {
  "GET /api/v1/exports/:exportId": "exports:read",
  "GET /api/v1/exports/:exportId/download": "exports:read",
  "GET /api/v1/health": "public",
  "GET /api/v1/imports": "runs:import",
  "GET /api/v1/imports/:importId": "runs:import",
  "GET /api/v1/imports/:importId/files": "runs:import",
  "GET /api/v1/imports/:importId/report": "runs:import",
  "GET /api/v1/keys": "keys:manage",
  "GET /api/v1/me": "signed-in",
  "GET /api/v1/members": "runs:read",
  "GET /api/v1/openapi.json": "public",
  "GET /api/v1/profiles": "signed-in",
  "GET /api/v1/projects/:project/dataset-preview": "exports:read",
  "GET /api/v1/projects/:project/dataset-versions/:versionId": "exports:read",
  "GET /api/v1/projects/:project/dataset-versions/:versionId/rows": "exports:read",
  "GET /api/v1/projects/:project/datasets": "exports:read",
  "GET /api/v1/projects/:project/findings": "governance:read",
  "GET /api/v1/projects/:project/findings/:valueKey/places": "governance:read",
  "GET /api/v1/projects/:project/gates": "governance:read",
  "GET /api/v1/projects/:project/reparse": "runs:import",
  "GET /api/v1/projects/:project/reparse/:reparseId": "runs:import",
  "GET /api/v1/projects/:project/reparse/:reparseId/runs": "runs:import",
  "GET /api/v1/projects/:project/unmatched-marks": "runs:read",
  "GET /api/v1/projects/:project/import-files/:fileId": "runs:import",
  "GET /api/v1/projects/:project/import-files/:fileId/sample": "runs:import",
  "GET /api/v1/projects/:project/import-mappings": "runs:import",
  "GET /api/v1/trajectories": "runs:read",
  "GET /api/v1/trajectories/:trajectoryId": "runs:read",
  "GET /api/v1/trajectories/:trajectoryId/bodies": "runs:read",
  "GET /api/v1/trajectories/:trajectoryId/governance": "runs:read",
  "GET /api/v1/trajectories/:trajectoryId/review": "runs:read",
  "GET /api/v1/trajectories/:trajectoryId/skeleton": "runs:read",
  "GET /api/v1/trajectories/:trajectoryId/source": "runs:read",
  "GET /api/v1/trajectories/:trajectoryId/text": "runs:read",
  "GET /api/v1/trajectories/:trajectoryId/external-labels": "runs:read",
  "POST /api/v1/annotations": "runs:import",
  "POST /api/v1/exports": "exports:create",
  "POST /api/v1/exports/:exportId/cancel": "exports:create",
  "POST /api/v1/imports": "runs:import",
  "POST /api/v1/keys": "keys:manage",
  "POST /api/v1/otlp/v1/traces": "runs:import",
  "POST /api/v1/members": "members:manage",
  "POST /api/v1/projects/:project/clear": "governance:judge",
  "POST /api/v1/projects/:project/datasets": "exports:create",
  "POST /api/v1/projects/:project/findings/:valueKey/reveal": "governance:judge",
  "POST /api/v1/projects/:project/findings/:valueKey/verdict": "governance:judge",
  "POST /api/v1/projects/:project/reparse": "runs:import",
  "POST /api/v1/projects/:project/reparse/:reparseId/cancel": "runs:import",
  "POST /api/v1/projects/:project/import-files/:fileId/read-with": "runs:import",
  "POST /api/v1/projects/:project/import-mappings": "runs:import",
  "POST /api/v1/projects/:project/import-mappings/preview": "runs:import",
  "POST /api/v1/setup": "public",
  "POST /api/v1/trajectories/:trajectoryId/clear": "governance:judge",
  "POST /api/v1/trajectories/:trajectoryId/findings": "reviews:write",
  "POST /api/v1/trajectories/:trajectoryId/findings/:findingId/take-back": "reviews:write",
  "POST /api/v1/trajectories/:trajectoryId/scan": "governance:judge",
  "POST /api/v1/trajectories": "runs:import",
  "POST /api/v1/trajectories/:trajectoryId/steps": "runs:import",
  "POST /api/v1/trajectories/:trajectoryId/seal": "runs:import",
  "POST /api/v1/trajectories/:trajectoryId/marks": "reviews:write",
  "POST /api/v1/trajectories/:trajectoryId/submit": "reviews:write",
  "POST /api/v1/trajectories/:trajectoryId/unmatched-marks/:markId/dismiss": "reviews:write",
  "POST /api/v1/trajectories/:trajectoryId/unmatched-marks/:markId/place": "reviews:write",
  "PUT /api/v1/imports/:importId": "runs:import",
  "PUT /api/v1/members/:userId": "members:manage",
  "DELETE /api/v1/keys/:keyId": "keys:manage",
};

/** Bodies of the right shape; a new one for each request, since some things may exist only once. */
export function bodies(): Record<string, Record<string, unknown>> {
  return {
    "POST /api/v1/exports": { project: "doors", profile: "studio-full", versionId: MISSING },
    "POST /api/v1/exports/:exportId/cancel": { project: "doors" },
    "PUT /api/v1/imports/:importId": { project: "doors", state: "paused" },
    "POST /api/v1/keys": { project: "doors", name: "k", scopes: ["runs:read"] },
    "POST /api/v1/members": {
      project: "doors",
      name: "n",
      email: `${crypto.randomUUID()}@studio.example`,
      role: "annotator",
    },
    "POST /api/v1/setup": {
      token: "x".repeat(30),
      name: "n",
      email: "n@studio.example",
      password: "long enough password",
    },
    "POST /api/v1/trajectories/:trajectoryId/marks": {
      revisionId: MISSING,
      clientTime: "2026-01-01T00:00:00Z",
      marks: [{ dimension: "phase", anchor: { target: "step", ordinal: 0 }, value: null, baseVersion: 0 }],
    },
    "POST /api/v1/projects/:project/clear": {},
    "POST /api/v1/projects/:project/datasets": { name: "d", query: {} },
    "POST /api/v1/projects/:project/findings/:valueKey/reveal": {},
    "POST /api/v1/projects/:project/findings/:valueKey/verdict": { verdict: "confirmed" },
    "POST /api/v1/projects/:project/reparse": {},
    "POST /api/v1/projects/:project/reparse/:reparseId/cancel": {},
    "POST /api/v1/trajectories/:trajectoryId/unmatched-marks/:markId/dismiss": { reason: "gone" },
    "POST /api/v1/trajectories/:trajectoryId/unmatched-marks/:markId/place": {
      revisionId: MISSING,
      anchor: { target: "trajectory" },
    },
    "POST /api/v1/trajectories": { project: "doors" },
    "POST /api/v1/trajectories/:trajectoryId/steps": { steps: [{ seq: 0, message: "x" }] },
    "POST /api/v1/trajectories/:trajectoryId/seal": {},
    "POST /api/v1/projects/:project/import-files/:fileId/read-with": { mappingId: MISSING },
    "POST /api/v1/projects/:project/import-mappings": { name: "m", fileId: MISSING, baseNumber: 0, mapping: MAPPING },
    "POST /api/v1/projects/:project/import-mappings/preview": { fileId: MISSING, mapping: MAPPING },
    "POST /api/v1/trajectories/:trajectoryId/clear": {},
    "POST /api/v1/trajectories/:trajectoryId/findings": {
      revisionId: MISSING,
      kind: "secret",
      place: { ordinal: 0, field: null, start: null, end: null },
    },
    "POST /api/v1/trajectories/:trajectoryId/findings/:findingId/take-back": {},
    "POST /api/v1/trajectories/:trajectoryId/scan": {},
    "POST /api/v1/trajectories/:trajectoryId/submit": { revisionId: MISSING },
    "PUT /api/v1/members/:userId": { project: "doors", role: "lead" },
    "DELETE /api/v1/keys/:keyId": { project: "doors" },
  };
}

/** Queries of doors that need one. */
export const QUERIES: Record<string, string> = {
  "GET /api/v1/trajectories/:trajectoryId/bodies": "?from=0&to=1",
  "GET /api/v1/trajectories/:trajectoryId/text": "?ordinal=0&field=action&start=0&end=1",
  "GET /api/v1/trajectories/:trajectoryId/source": "?ordinal=0",
  "GET /api/v1/projects/:project/dataset-versions/:versionId/rows": "?profile=studio-full",
  "POST /api/v1/imports": "?project=doors&name=a.traj",
  "POST /api/v1/annotations": "?project=doors&name=a.jsonl",
  "POST /api/v1/otlp/v1/traces": "?project=doors",
};

/** A run with a step and nothing in it. */
export const EMPTY_RUN: ParsedRun = {
  runId: "k",
  task: { key: "t", title: "t", instruction: null },
  agent: null,
  agentVersion: null,
  model: null,
  lanes: [{ name: "main", role: "main" }],
  exitStatus: null,
  submission: null,
  environment: [],
  tokensIn: null,
  tokensOut: null,
  costUsd: null,
  stepCount: 1,
  actionCount: 1,
  unknownRecords: 0,
};
