import { z } from "zod";
import { ImportProblem, ReadingPlace, SourceRecord } from "../../domain/record/import-outcome.ts";

/** What publishing needs of a run that was read to its end, beside the run; `TrajectoryRevision.staged`. */
export const StagedFacts = z.object({
  /** Runs of the file before it. */
  position: z.number().int(),
  /** Null where the whole file is the run's record. */
  record: SourceRecord.nullable(),
  stepCount: z.number().int(),
  actionCount: z.number().int(),
  errorCount: z.number().int(),
});
export type StagedFacts = z.infer<typeof StagedFacts>;

/**
 * Where a reading may be taken up: everything before `place` is staged, as the first `runs` runs, and counted here. Written
 * in the transaction that copies the rows; `ImportFile.resume`.
 */
export const ResumePoint = z.object({
  importer: z.string(),
  parserVersion: z.string(),
  place: ReadingPlace,
  runs: z.number().int(),
  failedRecords: z.number().int(),
  recordCount: z.number().int(),
  problems: z.array(ImportProblem),
  /** Problems beyond those that are listed. */
  unlisted: z.number().int(),
  /** Those of the file as a whole. */
  fileProblems: z.array(ImportProblem),
});
export type ResumePoint = z.infer<typeof ResumePoint>;
