-- Kept bytes are read again with a newer parser; marks go along where they match exactly and wait for a person where not.
ALTER TABLE "TrajectoryRevision" ADD COLUMN "reparseId" UUID;
ALTER TABLE "TrajectoryRevision" ADD COLUMN "sameUnder" TEXT;
ALTER TABLE "Review" ADD COLUMN "carriedFromId" UUID;
ALTER TABLE "AnnotationRevision" ADD COLUMN "carriedFrom" JSONB;
ALTER TABLE "Submission" ADD COLUMN "carriedFromId" UUID;
ALTER TABLE "Finding" ADD COLUMN "carriedFromId" UUID;

CREATE TABLE "Reparse" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "actorId" TEXT NOT NULL,
    "asked" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "Reparse_pkey" PRIMARY KEY ("projectId", "id")
);
CREATE INDEX "Reparse_projectId_createdAt_idx" ON "Reparse"("projectId", "createdAt" DESC);

CREATE TABLE "ReparseRun" (
    "projectId" UUID NOT NULL,
    "reparseId" UUID NOT NULL,
    "trajectoryId" UUID NOT NULL,
    "fileId" UUID NOT NULL,
    "importer" TEXT NOT NULL,
    "fromVersion" TEXT NOT NULL,
    "toVersion" TEXT,
    "fromRevisionId" UUID NOT NULL,
    "toRevisionId" UUID,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "problem" TEXT,
    "carried" INTEGER NOT NULL DEFAULT 0,
    "unmatched" INTEGER NOT NULL DEFAULT 0,
    "finishedAt" TIMESTAMPTZ(3),
    CONSTRAINT "ReparseRun_pkey" PRIMARY KEY ("projectId", "reparseId", "trajectoryId")
);
CREATE INDEX "ReparseRun_projectId_reparseId_fileId_idx" ON "ReparseRun"("projectId", "reparseId", "fileId");
CREATE INDEX "ReparseRun_waiting_idx" ON "ReparseRun"("projectId") WHERE "status" = 'waiting';
ALTER TABLE "ReparseRun" ADD CONSTRAINT "ReparseRun_status_check" CHECK (
  "status" IN ('waiting', 'unchanged', 'revised', 'failed', 'cancelled')
  AND ("status" = 'waiting') = ("finishedAt" IS NULL)
  AND ("status" = 'revised') = ("toRevisionId" IS NOT NULL));

CREATE TABLE "UnmatchedMark" (
    "trajectoryId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "sourceKey" UUID NOT NULL,
    "sourceVersion" INTEGER,
    "dimension" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "fromRevisionId" UUID NOT NULL,
    "toRevisionId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "candidates" INTEGER[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "endedAt" TIMESTAMPTZ(3),
    "endedBy" TEXT,
    "endReason" TEXT,
    CONSTRAINT "UnmatchedMark_pkey" PRIMARY KEY ("trajectoryId", "id")
);
CREATE UNIQUE INDEX "UnmatchedMark_trajectoryId_kind_sourceKey_key" ON "UnmatchedMark"("trajectoryId", "kind", "sourceKey");
CREATE INDEX "UnmatchedMark_projectId_status_id_idx" ON "UnmatchedMark"("projectId", "status", "id");
ALTER TABLE "UnmatchedMark" ADD CONSTRAINT "UnmatchedMark_kind_check" CHECK (
  "kind" IN ('annotation', 'finding') AND ("kind" = 'annotation') = ("sourceVersion" IS NOT NULL));
ALTER TABLE "UnmatchedMark" ADD CONSTRAINT "UnmatchedMark_status_check" CHECK (
  "status" IN ('open', 'placed', 'dismissed', 'carried')
  AND ("status" = 'open') = ("endedAt" IS NULL) AND ("status" = 'open') = ("endedBy" IS NULL)
  AND ("status" = 'dismissed') = ("endReason" IS NOT NULL));

-- What became of a run, or of a mark without a place, is said once and never unsaid.
CREATE FUNCTION runtape_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION '% rows are never deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD."status" NOT IN ('waiting', 'open') THEN
    RAISE EXCEPTION '% rows that have ended are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "ReparseRun_ends_once" BEFORE UPDATE OR DELETE ON "ReparseRun" FOR EACH ROW EXECUTE FUNCTION runtape_ends_once();
CREATE TRIGGER "UnmatchedMark_ends_once" BEFORE UPDATE OR DELETE ON "UnmatchedMark" FOR EACH ROW EXECUTE FUNCTION runtape_ends_once();

-- A stored file has exactly the revisions its import published; those a reparse made of it later are counted by that.
CREATE OR REPLACE FUNCTION runtape_file_reconciles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said integer := coalesce((NEW."records"->>'stored')::int, 0);
  published integer;
BEGIN
  IF NEW."status" = 'stored' THEN
    SELECT count(*) INTO published FROM "TrajectoryRevision"
    WHERE "importFileId" = NEW."id" AND "isPublished" AND "reparseId" IS NULL;
    IF published <> said OR said = 0 THEN
      RAISE EXCEPTION 'file % says % stored records and has % published runs', NEW."id", said, published;
    END IF;
  ELSIF NEW."status" = 'skipped' AND said <> 0 THEN
    RAISE EXCEPTION 'file % is skipped and says % stored records', NEW."id", said;
  END IF;
  RETURN NULL;
END $$;

-- The same at the other end: a run that says it was revised has the revision that says so.
CREATE FUNCTION runtape_reparse_reconciles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."status" = 'revised' AND NOT EXISTS (
    SELECT 1 FROM "TrajectoryRevision" WHERE "trajectoryId" = NEW."trajectoryId" AND "id" = NEW."toRevisionId"
      AND "isPublished" AND "reparseId" = NEW."reparseId") THEN
    RAISE EXCEPTION 'run % says it was revised and has no revision of this reparse', NEW."trajectoryId";
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "ReparseRun_reconciles" AFTER INSERT OR UPDATE OF "status" ON "ReparseRun"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION runtape_reparse_reconciles();

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'runtape_app') THEN
    GRANT SELECT, INSERT ON "Reparse" TO runtape_app;
    GRANT SELECT, INSERT, UPDATE ON "ReparseRun", "UnmatchedMark" TO runtape_app;
  END IF;
END $$;
