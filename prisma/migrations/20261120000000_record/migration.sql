-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "role" TEXT,
    "banned" BOOLEAN DEFAULT false,
    "banReason" TEXT,
    "banExpires" TIMESTAMPTZ(3),

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL,
    "impersonatedBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Apikey" (
    "id" TEXT NOT NULL,
    "configId" TEXT NOT NULL DEFAULT 'default',
    "name" TEXT,
    "start" TEXT,
    "prefix" TEXT,
    "key" TEXT NOT NULL,
    "referenceId" TEXT NOT NULL,
    "refillInterval" INTEGER,
    "refillAmount" INTEGER,
    "lastRefillAt" TIMESTAMPTZ(3),
    "enabled" BOOLEAN DEFAULT true,
    "rateLimitEnabled" BOOLEAN DEFAULT false,
    "rateLimitTimeWindow" INTEGER,
    "rateLimitMax" INTEGER,
    "requestCount" INTEGER DEFAULT 0,
    "remaining" INTEGER,
    "lastRequest" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "permissions" TEXT,
    "metadata" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Apikey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SetupLink" (
    "tokenSha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SetupLink_pkey" PRIMARY KEY ("tokenSha256")
);

-- CreateTable
CREATE TABLE "IdempotencyRecord" (
    "actorId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "requestSha256" TEXT NOT NULL,
    "reply" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyRecord_pkey" PRIMARY KEY ("actorId","key")
);

-- CreateTable
CREATE TABLE "Project" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "taxonomyVersionId" UUID NOT NULL,
    "fingerprintKey" BYTEA NOT NULL DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "projectId" UUID NOT NULL,
    "userId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("projectId","userId")
);

-- CreateTable
CREATE TABLE "TaxonomyVersion" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "taxonomyId" TEXT NOT NULL,
    "semver" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TaxonomyVersion_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "Task" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Task_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "RunIdentity" (
    "projectId" UUID NOT NULL,
    "runKey" TEXT NOT NULL,
    "trajectoryId" UUID NOT NULL,

    CONSTRAINT "RunIdentity_pkey" PRIMARY KEY ("projectId","runKey")
);

-- CreateTable
CREATE TABLE "RawPack" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "fileKey" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RawPack_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "RawEntry" (
    "projectId" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "packId" UUID NOT NULL,
    "byteStart" BIGINT NOT NULL,
    "byteEnd" BIGINT NOT NULL,

    CONSTRAINT "RawEntry_pkey" PRIMARY KEY ("projectId","sha256")
);

-- CreateTable
CREATE TABLE "Import" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "actorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Import_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "ImportFile" (
    "projectId" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "formatId" TEXT,
    "readBytes" BIGINT NOT NULL DEFAULT 0,
    "problems" JSONB NOT NULL DEFAULT '[]',
    "trajectories" JSONB NOT NULL DEFAULT '[]',
    "records" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ImportFile_pkey" PRIMARY KEY ("projectId","importId","id")
);

-- CreateTable
CREATE TABLE "Export" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "profile" TEXT NOT NULL,
    "profileVersion" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "attemptId" UUID,
    "rowCount" INTEGER NOT NULL DEFAULT 0,
    "rejected" JSONB NOT NULL DEFAULT '{}',
    "lossy" JSONB NOT NULL DEFAULT '{}',
    "files" JSONB NOT NULL DEFAULT '[]',
    "contentSha256" TEXT,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Export_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "FindingVerdict" (
    "projectId" UUID NOT NULL,
    "valueKey" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT,
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FindingVerdict_pkey" PRIMARY KEY ("projectId","valueKey","number")
);

-- CreateTable
CREATE TABLE "Dataset" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Dataset_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "DatasetVersion" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "query" JSONB NOT NULL,
    "matched" INTEGER NOT NULL,
    "excluded" JSONB NOT NULL,
    "itemCount" INTEGER NOT NULL,
    "stepCount" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DatasetVersion_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "DatasetItem" (
    "projectId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "trajectoryId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "runKey" TEXT NOT NULL,
    "submissionIds" UUID[],
    "verificationIds" UUID[],
    "basisSha256" TEXT NOT NULL,

    CONSTRAINT "DatasetItem_pkey" PRIMARY KEY ("projectId","versionId","position")
);

-- CreateTable
CREATE TABLE "AuditRow" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "details" JSONB NOT NULL,
    "requestId" TEXT NOT NULL,

    CONSTRAINT "AuditRow_pkey" PRIMARY KEY ("projectId","id")
);

-- CreateTable
CREATE TABLE "AuditSegment" (
    "projectId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "untilXid" xid8 NOT NULL,
    "rowCount" INTEGER NOT NULL,
    "rowsSha256" TEXT NOT NULL,
    "prevSha256" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sealedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditSegment_pkey" PRIMARY KEY ("projectId","seq")
);

-- CreateTable
CREATE TABLE "Trajectory" (
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "runKey" TEXT NOT NULL,
    "currentRevisionId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "taskKey" TEXT NOT NULL,
    "taskTitle" TEXT NOT NULL,
    "agent" TEXT,
    "model" TEXT,
    "formatId" TEXT NOT NULL,
    "exitStatus" TEXT,
    "outcome" TEXT NOT NULL DEFAULT 'unknown',
    "gate" TEXT NOT NULL DEFAULT 'unscanned',
    "stepCount" INTEGER NOT NULL,
    "actionCount" INTEGER NOT NULL,
    "errorCount" INTEGER NOT NULL,
    "costUsd" DOUBLE PRECISION,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Trajectory_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TrajectoryRevision" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "importFileId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "rawSha256" TEXT[],
    "importer" TEXT NOT NULL,
    "parserVersion" TEXT NOT NULL,
    "run" TEXT NOT NULL,
    "problems" JSONB NOT NULL DEFAULT '[]',
    "isPublished" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TrajectoryRevision_pkey" PRIMARY KEY ("trajectoryId","id")
);

-- CreateTable
CREATE TABLE "Lane" (
    "trajectoryId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "Lane_pkey" PRIMARY KEY ("trajectoryId","revisionId","ordinal")
);

-- CreateTable
CREATE TABLE "Step" (
    "trajectoryId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "turn" INTEGER NOT NULL,
    "callOrdinal" INTEGER NOT NULL,
    "lane" INTEGER NOT NULL,
    "parentOrdinal" INTEGER,
    "kind" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "isAction" BOOLEAN NOT NULL,
    "actionType" TEXT,
    "target" TEXT NOT NULL,
    "isError" BOOLEAN NOT NULL,
    "isErrorInferred" BOOLEAN NOT NULL,
    "exitCode" INTEGER,
    "durationMs" DOUBLE PRECISION,
    "tokensIn" INTEGER,
    "tokensOut" INTEGER,
    "costUsd" DOUBLE PRECISION,
    "startedAt" TIMESTAMPTZ(3),
    "sourceIndex" INTEGER NOT NULL,
    "sourcePath" TEXT NOT NULL,
    "sourceByteStart" BIGINT NOT NULL,
    "sourceByteEnd" BIGINT NOT NULL,
    "contentSha256" TEXT NOT NULL,

    CONSTRAINT "Step_pkey" PRIMARY KEY ("trajectoryId","revisionId","ordinal")
);

-- CreateTable
CREATE TABLE "StepBody" (
    "trajectoryId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "thought" TEXT,
    "action" TEXT,
    "observation" TEXT,
    "message" TEXT,
    "standIns" JSONB,
    "spills" JSONB,

    CONSTRAINT "StepBody_pkey" PRIMARY KEY ("trajectoryId","revisionId","ordinal")
);

-- CreateTable
CREATE TABLE "SkeletonSegment" (
    "trajectoryId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "segment" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "gzip" BYTEA NOT NULL,

    CONSTRAINT "SkeletonSegment_pkey" PRIMARY KEY ("trajectoryId","revisionId","segment")
);

-- CreateTable
CREATE TABLE "VerificationRow" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "passed" INTEGER,
    "failed" INTEGER,
    "isResolved" BOOLEAN,
    "source" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "VerificationRow_pkey" PRIMARY KEY ("trajectoryId","id")
);

-- CreateTable
CREATE TABLE "Review" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "taxonomyVersionId" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "submittedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Review_pkey" PRIMARY KEY ("trajectoryId","id")
);

-- CreateTable
CREATE TABLE "AnnotationRevision" (
    "trajectoryId" UUID NOT NULL,
    "annotationKey" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "reviewId" UUID NOT NULL,
    "taxonomyVersionId" UUID NOT NULL,
    "dimension" TEXT NOT NULL,
    "variant" TEXT,
    "anchor" JSONB NOT NULL,
    "value" JSONB,
    "evidence" JSONB NOT NULL DEFAULT '[]',
    "provenance" TEXT NOT NULL,
    "gestureId" TEXT NOT NULL,
    "requestSha256" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "clientTime" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AnnotationRevision_pkey" PRIMARY KEY ("trajectoryId","annotationKey","version")
);

-- CreateTable
CREATE TABLE "AnnotationHead" (
    "trajectoryId" UUID NOT NULL,
    "annotationKey" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "reviewId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "dimension" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "fromOrdinal" INTEGER,
    "toOrdinal" INTEGER,
    "variant" TEXT,
    "label" TEXT,
    "score" INTEGER,
    "severity" TEXT,
    "isCleared" BOOLEAN NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AnnotationHead_pkey" PRIMARY KEY ("trajectoryId","annotationKey")
);

-- CreateTable
CREATE TABLE "Submission" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "reviewId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "annotations" JSONB NOT NULL,
    "sha256" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Submission_pkey" PRIMARY KEY ("trajectoryId","id")
);

-- CreateTable
CREATE TABLE "Scan" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "ruleset" TEXT NOT NULL,
    "rulesetSha256" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "error" TEXT,
    "findingCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Scan_pkey" PRIMARY KEY ("trajectoryId","id")
);

-- CreateTable
CREATE TABLE "Finding" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "scanId" UUID,
    "source" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "ordinal" INTEGER,
    "field" TEXT,
    "start" INTEGER,
    "end" INTEGER,
    "valueKey" TEXT NOT NULL,
    "markId" UUID,
    "note" TEXT,
    "authorId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "takenBackAt" TIMESTAMPTZ(3),

    CONSTRAINT "Finding_pkey" PRIMARY KEY ("trajectoryId","id")
);

-- CreateTable
CREATE TABLE "Clearance" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "basisSha256" TEXT NOT NULL,
    "ruleset" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Clearance_pkey" PRIMARY KEY ("trajectoryId","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "Apikey_key_key" ON "Apikey"("key");

-- CreateIndex
CREATE INDEX "Apikey_referenceId_idx" ON "Apikey"("referenceId");

-- CreateIndex
CREATE UNIQUE INDEX "RateLimit_key_key" ON "RateLimit"("key");

-- CreateIndex
CREATE INDEX "IdempotencyRecord_createdAt_idx" ON "IdempotencyRecord"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Project_slug_key" ON "Project"("slug");

-- CreateIndex
CREATE INDEX "Membership_userId_idx" ON "Membership"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "TaxonomyVersion_projectId_taxonomyId_semver_key" ON "TaxonomyVersion"("projectId", "taxonomyId", "semver");

-- CreateIndex
CREATE UNIQUE INDEX "Task_projectId_key_key" ON "Task"("projectId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "RunIdentity_projectId_trajectoryId_key" ON "RunIdentity"("projectId", "trajectoryId");

-- CreateIndex
CREATE UNIQUE INDEX "RawPack_projectId_sha256_key" ON "RawPack"("projectId", "sha256");

-- CreateIndex
CREATE INDEX "Import_projectId_createdAt_idx" ON "Import"("projectId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "ImportFile_projectId_sha256_idx" ON "ImportFile"("projectId", "sha256");

-- CreateIndex
CREATE UNIQUE INDEX "ImportFile_projectId_id_key" ON "ImportFile"("projectId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ImportFile_projectId_importId_name_sha256_key" ON "ImportFile"("projectId", "importId", "name", "sha256");

-- CreateIndex
CREATE INDEX "Export_projectId_createdAt_idx" ON "Export"("projectId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Export_projectId_versionId_idx" ON "Export"("projectId", "versionId");

-- CreateIndex
CREATE UNIQUE INDEX "Dataset_projectId_name_key" ON "Dataset"("projectId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "DatasetVersion_projectId_datasetId_number_key" ON "DatasetVersion"("projectId", "datasetId", "number");

-- CreateIndex
CREATE INDEX "DatasetItem_projectId_trajectoryId_idx" ON "DatasetItem"("projectId", "trajectoryId");

-- CreateIndex
CREATE UNIQUE INDEX "DatasetItem_projectId_versionId_trajectoryId_key" ON "DatasetItem"("projectId", "versionId", "trajectoryId");

-- CreateIndex
CREATE INDEX "AuditRow_projectId_xid_id_idx" ON "AuditRow"("projectId", "xid", "id");

-- CreateIndex
CREATE INDEX "Trajectory_projectId_createdAt_id_idx" ON "Trajectory"("projectId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Trajectory_projectId_taskKey_id_idx" ON "Trajectory"("projectId", "taskKey", "id");

-- CreateIndex
CREATE INDEX "Trajectory_projectId_gate_id_idx" ON "Trajectory"("projectId", "gate", "id");

-- CreateIndex
CREATE INDEX "TrajectoryRevision_importFileId_idx" ON "TrajectoryRevision"("importFileId");

-- CreateIndex
CREATE UNIQUE INDEX "TrajectoryRevision_trajectoryId_number_key" ON "TrajectoryRevision"("trajectoryId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Review_trajectoryId_revisionId_authorId_round_kind_key" ON "Review"("trajectoryId", "revisionId", "authorId", "round", "kind");

-- CreateIndex
CREATE INDEX "AnnotationRevision_trajectoryId_reviewId_idx" ON "AnnotationRevision"("trajectoryId", "reviewId");

-- CreateIndex
CREATE UNIQUE INDEX "AnnotationRevision_trajectoryId_gestureId_annotationKey_key" ON "AnnotationRevision"("trajectoryId", "gestureId", "annotationKey");

-- CreateIndex
CREATE INDEX "AnnotationHead_trajectoryId_reviewId_dimension_idx" ON "AnnotationHead"("trajectoryId", "reviewId", "dimension");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_trajectoryId_reviewId_number_key" ON "Submission"("trajectoryId", "reviewId", "number");

-- CreateIndex
CREATE INDEX "Scan_trajectoryId_revisionId_createdAt_idx" ON "Scan"("trajectoryId", "revisionId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Finding_trajectoryId_revisionId_ordinal_idx" ON "Finding"("trajectoryId", "revisionId", "ordinal");

-- CreateIndex
CREATE INDEX "Finding_projectId_valueKey_idx" ON "Finding"("projectId", "valueKey");

-- CreateIndex
CREATE INDEX "Clearance_trajectoryId_revisionId_createdAt_idx" ON "Clearance"("trajectoryId", "revisionId", "createdAt" DESC);

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What the schema language cannot say.

-- Run text: lz4 where the engine has it, else uncompressed out of line (pglz halves the speed of COPY).
DO $$
DECLARE
  has_lz4 boolean := EXISTS (SELECT 1 FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals));
  field text;
BEGIN
  FOREACH field IN ARRAY ARRAY['thought', 'action', 'observation', 'message'] LOOP
    IF has_lz4 THEN
      EXECUTE format('ALTER TABLE "StepBody" ALTER COLUMN %I SET COMPRESSION lz4', field);
    ELSE
      EXECUTE format('ALTER TABLE "StepBody" ALTER COLUMN %I SET STORAGE EXTERNAL', field);
    END IF;
  END LOOP;
  ALTER TABLE "SkeletonSegment" ALTER COLUMN "gzip" SET STORAGE EXTERNAL;
END $$;

-- Values that only exist in closed sets.
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_role_check" CHECK ("role" IN ('annotator', 'lead', 'engineer', 'admin'));
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_status_check" CHECK ("status" IN ('received', 'reading', 'stored', 'attached', 'skipped', 'quarantined', 'rejected'));
ALTER TABLE "Export" ADD CONSTRAINT "Export_status_check" CHECK ("status" IN ('queued', 'running', 'finished', 'failed', 'cancelled'));
ALTER TABLE "Review" ADD CONSTRAINT "Review_kind_check" CHECK ("kind" IN ('human', 'external', 'gold'));
ALTER TABLE "Review" ADD CONSTRAINT "Review_status_check" CHECK ("status" IN ('open', 'submitted'));
ALTER TABLE "Trajectory" ADD CONSTRAINT "Trajectory_outcome_check" CHECK ("outcome" IN ('resolved', 'not_resolved', 'unknown'));
ALTER TABLE "AnnotationRevision" ADD CONSTRAINT "AnnotationRevision_version_check" CHECK ("version" >= 1);
-- A label or a score; a recovery may still lack its label, and words have neither.
ALTER TABLE "AnnotationHead" ADD CONSTRAINT "AnnotationHead_value_check"
  CHECK (num_nonnulls("label", "score") <= 1 AND (NOT "isCleared" OR num_nonnulls("label", "score", "severity") = 0));
ALTER TABLE "Trajectory" ADD CONSTRAINT "Trajectory_gate_check" CHECK ("gate" IN ('unscanned', 'scanning', 'scan_failed', 'needs_review', 'blocked', 'cleared'));
ALTER TABLE "Scan" ADD CONSTRAINT "Scan_status_check" CHECK ("status" IN ('queued', 'running', 'done', 'failed'));
ALTER TABLE "Finding" ADD CONSTRAINT "Finding_source_check" CHECK (("source" = 'rule' AND "scanId" IS NOT NULL AND "authorId" IS NULL) OR ("source" = 'person' AND "scanId" IS NULL AND "authorId" IS NOT NULL));
ALTER TABLE "Finding" ADD CONSTRAINT "Finding_place_check" CHECK (num_nonnulls("field", "start", "end") IN (0, 3) AND ("start" IS NULL OR ("start" >= 0 AND "start" < "end")));
ALTER TABLE "FindingVerdict" ADD CONSTRAINT "FindingVerdict_verdict_check" CHECK ("verdict" IN ('confirmed', 'false_positive', 'test_fixture', 'rotated'));

-- History is written once. The triggers bind the owner too; the grants below bind the studio.
CREATE FUNCTION runtape_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are written once and never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['AuditRow', 'AuditSegment', 'AnnotationRevision', 'Submission', 'VerificationRow', 'TaxonomyVersion',
    'FindingVerdict', 'Clearance', 'DatasetVersion', 'DatasetItem'] LOOP
    EXECUTE format('CREATE TRIGGER "%s_written_once" BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION runtape_refuse_change()', name, name);
    EXECUTE format('CREATE TRIGGER "%s_not_truncated" BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION runtape_refuse_change()', name, name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['Step', 'StepBody', 'Lane', 'SkeletonSegment'] LOOP
    EXECUTE format('CREATE TRIGGER "%s_never_updated" BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION runtape_refuse_change()', name, name);
  END LOOP;
END $$;

-- Rows of a published revision stay; only what an interrupted import staged may be swept.
CREATE FUNCTION runtape_refuse_published_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "TrajectoryRevision" r WHERE r."trajectoryId" = OLD."trajectoryId" AND r."id" = OLD."revisionId" AND r."isPublished") THEN
    RAISE EXCEPTION 'steps of a published revision are never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['Step', 'StepBody', 'Lane', 'SkeletonSegment'] LOOP
    EXECUTE format('CREATE TRIGGER "%s_published_stays" BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION runtape_refuse_published_delete()', name, name);
  END LOOP;
END $$;

-- The studio runs with fewer rights than the owner: no DDL, no rewriting of history.
-- Where the owner may not create roles the triggers above stand alone, and the doctor says so.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'runtape_app') THEN
    IF (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      CREATE ROLE runtape_app NOLOGIN;
    END IF;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'runtape_app') THEN
    BEGIN
      EXECUTE format('GRANT runtape_app TO %I', current_user);
    EXCEPTION WHEN OTHERS THEN NULL; -- the owner is a superuser, or has it already
    END;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO runtape_app', current_schema());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO runtape_app', current_schema());
    REVOKE UPDATE, DELETE ON "AuditRow", "AuditSegment", "AnnotationRevision", "Submission", "VerificationRow", "TaxonomyVersion",
      "FindingVerdict", "Clearance", "DatasetVersion", "DatasetItem" FROM runtape_app;
    REVOKE DELETE ON "Finding", "Scan" FROM runtape_app;
    REVOKE UPDATE ON "Step", "StepBody", "Lane", "SkeletonSegment" FROM runtape_app;
  END IF;
END $$;
