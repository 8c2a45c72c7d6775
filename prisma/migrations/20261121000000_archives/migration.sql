-- An archive is a file that is told apart into the files it holds.
ALTER TABLE "ImportFile" ADD COLUMN "archiveId" UUID;
CREATE INDEX "ImportFile_projectId_archiveId_idx" ON "ImportFile"("projectId", "archiveId");
ALTER TABLE "ImportFile" DROP CONSTRAINT "ImportFile_status_check";
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_status_check" CHECK ("status" IN ('received', 'reading', 'stored', 'attached', 'skipped', 'quarantined', 'rejected', 'unpacked'));
