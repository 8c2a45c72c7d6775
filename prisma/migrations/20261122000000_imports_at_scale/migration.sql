-- An import may hold thousands of files: it can be paused, resumed and cancelled, and its counts are kept honest here.
ALTER TABLE "Import" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'running';
ALTER TABLE "Import" ADD CONSTRAINT "Import_state_check" CHECK ("state" IN ('running', 'paused', 'cancelled'));

-- Records as the reader counted them, beside what became of each: the two are counted in different places.
ALTER TABLE "ImportFile" ADD COLUMN "recordCount" INTEGER;
UPDATE "ImportFile" SET "recordCount" = ("records"->>'stored')::int + ("records"->>'skipped')::int + ("records"->>'quarantined')::int
WHERE "records" IS NOT NULL;
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_records_add_up" CHECK (
  "records" IS NULL
  OR "recordCount" = ("records"->>'stored')::int + ("records"->>'skipped')::int + ("records"->>'quarantined')::int);

-- A file that came in is never unsaid, and what became of it is said once: only a quarantined one may be read again.
CREATE FUNCTION runtape_file_keeps_its_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a file of an import is never deleted';
  END IF;
  IF OLD."status" IN ('stored', 'attached', 'skipped', 'rejected', 'unpacked') AND NEW."status" <> OLD."status" THEN
    RAISE EXCEPTION 'a file that is % cannot become %', OLD."status", NEW."status";
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "ImportFile_keeps_its_end" BEFORE UPDATE OR DELETE ON "ImportFile"
  FOR EACH ROW EXECUTE FUNCTION runtape_file_keeps_its_end();

-- At commit a stored file has exactly the published revisions it says, and no settled file has one that is not published.
CREATE FUNCTION runtape_file_reconciles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said integer := coalesce((NEW."records"->>'stored')::int, 0);
  published integer;
BEGIN
  IF NEW."status" = 'stored' THEN
    SELECT count(*) INTO published FROM "TrajectoryRevision" WHERE "importFileId" = NEW."id" AND "isPublished";
    IF published <> said OR said = 0 THEN
      RAISE EXCEPTION 'file % says % stored records and has % published runs', NEW."id", said, published;
    END IF;
  ELSIF NEW."status" = 'skipped' AND said <> 0 THEN
    RAISE EXCEPTION 'file % is skipped and says % stored records', NEW."id", said;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "ImportFile_reconciles" AFTER INSERT OR UPDATE OF "status" ON "ImportFile"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION runtape_file_reconciles();
