-- Labels from elsewhere name their run by the sha256 of its bytes.
CREATE INDEX "TrajectoryRevision_projectId_raw_idx" ON "TrajectoryRevision"("projectId", ("rawSha256"[1]));
