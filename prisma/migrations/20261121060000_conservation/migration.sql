-- Nothing that was accepted disappears: a settled file has an end, a kept one as many runs as it counts, a held or
-- refused one a reason.
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_finished_check"
  CHECK (("status" IN ('received', 'reading')) = ("finishedAt" IS NULL));
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_stored_check"
  CHECK ("status" <> 'stored' OR ("records" IS NOT NULL AND jsonb_array_length("trajectories") = ("records" ->> 'stored')::int));
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_reason_check"
  CHECK ("status" NOT IN ('quarantined', 'rejected') OR jsonb_array_length("problems") > 0);
