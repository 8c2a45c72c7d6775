-- A reading that was interrupted goes on behind its last copied batch instead of at its start.
ALTER TABLE "ImportFile" ADD COLUMN "resume" JSONB;
ALTER TABLE "TrajectoryRevision" ADD COLUMN "staged" JSONB;
