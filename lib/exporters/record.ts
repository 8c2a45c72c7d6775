import type { Anchor } from "../domain/labels/anchor.ts";
import type { MarkValue } from "../domain/labels/mark-value.ts";
import type { Taxonomy } from "../domain/labels/taxonomy.ts";
import type { ImportProblem } from "../domain/record/import-outcome.ts";
import type { ParsedRun } from "../domain/record/run.ts";
import type { ParsedStep, StepField } from "../domain/record/step.ts";
import type { Outcome, Verification } from "../domain/record/trajectory.ts";

/**
 * Everything the studio knows about one run, as a profile reads it. What can be large comes as a stream that may be
 * started more than once; the rest is small. A run is named by what it is (run key, raw bytes, parser), so that two
 * studios that hold the same runs write the same files; their own ids stand in `lineage`, which goes to the receipt.
 */
export type ExportRecord = {
  lineage: { trajectoryId: string; revisionId: string };
  runKey: string;
  name: string;
  formatId: string;
  source: SourceFacts;
  /** As the importer handed it over, U+0000 and lone surrogates included; `environment` is below. */
  run: Omit<ParsedRun, "environment">;
  /** Sorted by name; pairs, because a name may be `__proto__` or a number. */
  environment: readonly (readonly [string, string])[];
  outcome: Outcome;
  errorCount: number;
  verification: readonly Verification[];
  problems: readonly ImportProblem[];
  /** The documents the reviews were made with, by id, then version. */
  taxonomies: readonly TaxonomyUsed[];
  /** The frozen submissions, by time, then author; gold last, so that the last one is the one that counts. */
  reviews: readonly ExportReview[];
  /** Hidden ranges of the run; in every text their placeholders stand instead. */
  redactionCount: number;
  steps(): AsyncIterable<ExportStep>;
};

/** One parse of one set of raw bytes. */
export type SourceFacts = { revision: number; importer: string; parserVersion: string; rawSha256: readonly string[] };

export type TaxonomyRef = { id: string; semver: string; sha256: string };
export type TaxonomyUsed = TaxonomyRef & { document: Taxonomy };

/** One submitted review, as it was frozen. Only reviews by people and gold are ever handed to a profile. */
export type ExportReview = {
  kind: "human" | "gold";
  authorId: string;
  round: number;
  taxonomy: TaxonomyRef;
  submission: ExportSubmission;
  /** Exactly the marks the submission froze, by key. */
  marks(): AsyncIterable<ExportMark>;
};

export type ExportMark = {
  key: string;
  version: number;
  dimension: string;
  /** The label, where one place may hold several of the dimension. */
  variant: string | null;
  /** Text ranges are in UTF-16 units of the field before anything in it was redacted. */
  anchor: Anchor;
  value: MarkValue;
  provenance: string;
  authorId: string;
  savedAt: string;
};

/** What a review held when it was submitted for the `number`th time. */
export type ExportSubmission = { number: number; authorId: string; submittedAt: string; sha256: string };

export type ExportStep = Omit<ParsedStep, "text"> & {
  contentSha256: string;
  /** Null is absent, an empty text is empty. */
  text: Record<StepField, ExportText | null>;
};

/** One whole field, in pieces cut anywhere, also inside a surrogate pair. */
export type ExportText = { read(): AsyncIterable<string> };
