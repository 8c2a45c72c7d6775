-- Runs that lie in files of their own and belong together: what each says of the other, and what was found.
CREATE TABLE "LinkStatement" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "trajectoryId" UUID NOT NULL,
    "revisionId" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "other" TEXT NOT NULL,
    "runKey" TEXT,
    "fileName" TEXT,
    "ordinal" INTEGER,
    "callId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "LinkStatement_pkey" PRIMARY KEY ("projectId", "id"),
    CONSTRAINT "LinkStatement_other_check" CHECK ("other" IN ('parent', 'child'))
);
CREATE INDEX "LinkStatement_projectId_runKey_idx" ON "LinkStatement"("projectId", "runKey");
CREATE INDEX "LinkStatement_projectId_importId_fileName_idx" ON "LinkStatement"("projectId", "importId", "fileName");

CREATE TABLE "TrajectoryLink" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "childId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "revisionId" UUID,
    "ordinal" INTEGER,
    "callId" TEXT,
    "source" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "TrajectoryLink_pkey" PRIMARY KEY ("trajectoryId", "id"),
    CONSTRAINT "TrajectoryLink_kind_check" CHECK ("kind" IN ('subagent', 'continuation', 'fork')),
    CONSTRAINT "TrajectoryLink_ends_check" CHECK ("childId" <> "trajectoryId" AND ("ordinal" IS NULL OR "revisionId" IS NOT NULL))
);
CREATE INDEX "TrajectoryLink_projectId_childId_idx" ON "TrajectoryLink"("projectId", "childId");
-- One link however often it is said; what is not known is equal here.
CREATE UNIQUE INDEX "TrajectoryLink_said_once_key" ON "TrajectoryLink"("trajectoryId", "childId", "kind", "revisionId", "ordinal", "callId") NULLS NOT DISTINCT;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['LinkStatement', 'TrajectoryLink'] LOOP
    EXECUTE format('CREATE TRIGGER "%s_written_once" BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION runtape_refuse_change()', name, name);
    EXECUTE format('CREATE TRIGGER "%s_not_truncated" BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION runtape_refuse_change()', name, name);
  END LOOP;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'runtape_app') THEN
    GRANT SELECT, INSERT ON "LinkStatement", "TrajectoryLink" TO runtape_app;
  END IF;
END $$;
