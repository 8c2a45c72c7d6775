/**
 * Which class each table is of, so that one PostgreSQL today and a sharded one tomorrow run the same schema.
 * `schema.db.test.ts` holds the real tables to this: every table is listed, and its key leads with its class's column.
 */
export const TABLE_CLASSES = {
  global: {
    leadsWith: null,
    tables: ["User", "Session", "Account", "Verification", "Apikey", "RateLimit", "SetupLink", "IdempotencyRecord"],
  },
  "project-led": {
    leadsWith: "projectId",
    tables: [
      "Project",
      "Membership",
      "TaxonomyVersion",
      "Task",
      "RunIdentity",
      "RawPack",
      "RawEntry",
      "Import",
      "ImportFile",
      "OtlpTrace",
      "OtlpSpan",
      "Reparse",
      "ReparseRun",
      "ImportMapping",
      "Export",
      "LinkStatement",
      "FindingVerdict",
      "Dataset",
      "DatasetVersion",
      "DatasetItem",
      "AuditRow",
      "AuditSegment",
    ],
  },
  "trajectory-led": {
    leadsWith: "trajectoryId",
    tables: [
      "Trajectory",
      "TrajectoryRevision",
      "Lane",
      "Step",
      "StepBody",
      "SkeletonSegment",
      "VerificationRow",
      "TrajectoryLink",
      "Review",
      "AnnotationRevision",
      "AnnotationHead",
      "Submission",
      "Scan",
      "Finding",
      "Clearance",
      "LiveRun",
      "LiveStep",
      "UnmatchedMark",
    ],
  },
} as const;

/** Tables that are the thing itself: their own `id` is the leading column of their class. */
export const LED_BY_OWN_ID = ["Project", "Trajectory"] as const;
