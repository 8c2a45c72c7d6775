import { z } from "zod";
import type { ParsedRun } from "./run.ts";
import type { ParsedStep } from "./step.ts";

/** Something about a file that a person should know: where it is, what is wrong, what to do next. */
export const ImportProblem = z.object({
  /** `note` changes nothing; `quarantine` keeps the bytes and holds the run back; `reject` stores nothing. */
  severity: z.enum(["note", "quarantine", "reject"]),
  /** Stable, kebab-case: `empty`, `truncated`, `depth`, `encoding`, `not-a-run`, `trailing-data`, ... */
  code: z.string(),
  /** One sentence with the place, the reason and the next step. Never quotes the content. */
  message: z.string(),
  /** 1-based line, for line formats and syntax errors. */
  line: z.number().int().positive().nullable(),
  /** JSON path such as `trajectory[3].action`. */
  path: z.string().nullable(),
  byteOffset: z.number().int().nonnegative().nullable(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

/** The bytes of one record among several in a file: a line of JSONL, a member of a wrapper. Half-open byte range. */
export const SourceRecord = z.object({
  byteStart: z.number().int().nonnegative(),
  byteEnd: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** 1-based, for line formats. */
  line: z.number().int().positive().nullable(),
});
export type SourceRecord = z.infer<typeof SourceRecord>;

/** A place between two records of a file, where reading may begin. */
export const ReadingPlace = z.object({
  byteOffset: z.number().int().nonnegative(),
  /** The line that the offset is on, 1-based. */
  line: z.number().int().positive(),
});
export type ReadingPlace = z.infer<typeof ReadingPlace>;

/**
 * What an importer yields, in order: steps of a run, then the run itself, then perhaps the next run's steps. Problems
 * anywhere. `record` is null where the whole file is the record. A `failed-record` is a record of many that is held
 * back: the steps since the last run are dropped, and reading goes on with the next record.
 */
export type ImportOutcome =
  | { type: "step"; step: ParsedStep }
  | { type: "run"; run: ParsedRun; record: SourceRecord | null }
  | { type: "failed-record"; problem: ImportProblem }
  | { type: "problem"; problem: ImportProblem };

/**
 * Where a file ended up; every file is exactly one of these. `received` and `reading` are on the way; `unpacked` is an
 * archive, which counts as the files it held and not as one itself.
 */
export const FILE_STATUSES = [
  "received",
  "reading",
  "stored",
  "attached",
  "skipped",
  "quarantined",
  "rejected",
  "unpacked",
] as const;
export const FileStatus = z.enum(FILE_STATUSES);
export type FileStatus = z.infer<typeof FileStatus>;
