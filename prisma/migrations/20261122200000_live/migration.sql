-- Runs that arrive step by step while their agent works.
CREATE TABLE "LiveRun" (
    "trajectoryId" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "fileId" UUID NOT NULL,
    "header" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "openSegment" BYTEA NOT NULL,
    "nextSeq" INTEGER NOT NULL,
    "nextByte" BIGINT NOT NULL,
    "nextLine" INTEGER NOT NULL,
    "sealAfterMs" INTEGER NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "sealedAt" TIMESTAMPTZ(3),
    CONSTRAINT "LiveRun_pkey" PRIMARY KEY ("trajectoryId")
);
CREATE INDEX "LiveRun_sealedAt_lastSeenAt_idx" ON "LiveRun"("sealedAt", "lastSeenAt");

CREATE TABLE "LiveStep" (
    "trajectoryId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "line" TEXT NOT NULL,
    CONSTRAINT "LiveStep_pkey" PRIMARY KEY ("trajectoryId", "seq")
);

-- What was acknowledged is not changed, only put away whole.
CREATE TRIGGER "LiveStep_never_updated" BEFORE UPDATE ON "LiveStep" FOR EACH ROW EXECUTE FUNCTION runtape_refuse_change();

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'runtape_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON "LiveRun" TO runtape_app;
    GRANT SELECT, INSERT, DELETE ON "LiveStep" TO runtape_app;
  END IF;
END $$;
