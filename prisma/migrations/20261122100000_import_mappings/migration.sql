-- How files of a structure are read that no format knows; each saving is a version, written once.
CREATE TABLE "ImportMapping" (
    "projectId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "mapping" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ImportMapping_pkey" PRIMARY KEY ("projectId","id","number")
);
CREATE UNIQUE INDEX "ImportMapping_projectId_name_number_key" ON "ImportMapping"("projectId", "name", "number");

-- The version of a mapping that a file is, or was, read with.
ALTER TABLE "ImportFile" ADD COLUMN "mappingId" UUID, ADD COLUMN "mappingNumber" INTEGER;
CREATE INDEX "ImportFile_projectId_mappingId_idx" ON "ImportFile"("projectId", "mappingId");
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_mapping_check" CHECK (num_nonnulls("mappingId", "mappingNumber") IN (0, 2));
ALTER TABLE "ImportMapping" ADD CONSTRAINT "ImportMapping_number_check" CHECK ("number" >= 1);

CREATE TRIGGER "ImportMapping_written_once" BEFORE UPDATE OR DELETE ON "ImportMapping" FOR EACH ROW EXECUTE FUNCTION runtape_refuse_change();
CREATE TRIGGER "ImportMapping_not_truncated" BEFORE TRUNCATE ON "ImportMapping" FOR EACH STATEMENT EXECUTE FUNCTION runtape_refuse_change();

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'runtape_app') THEN
    REVOKE ALL ON "ImportMapping" FROM runtape_app;
    GRANT SELECT, INSERT ON "ImportMapping" TO runtape_app;
  END IF;
END $$;
