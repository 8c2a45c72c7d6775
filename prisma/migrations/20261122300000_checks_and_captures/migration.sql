-- What a verifier said in a file of its own, and what was recorded around a run while it ran.
ALTER TABLE "VerificationRow" ADD COLUMN "reward" DOUBLE PRECISION;
ALTER TABLE "VerificationRow" ADD COLUMN "fileId" UUID;
ALTER TABLE "ImportFile" ADD COLUMN "report" JSONB;
ALTER TABLE "ImportFile" ADD COLUMN "capture" TEXT;
CREATE INDEX "ImportFile_waiting_reports_idx" ON "ImportFile"("projectId") WHERE "status" = 'quarantined' AND "report" IS NOT NULL;
