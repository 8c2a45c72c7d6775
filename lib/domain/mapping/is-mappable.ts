import type { FileStatus, ImportProblem } from "../record/import-outcome.ts";

const CODES = new Set(["not-a-run", "no-steps", "no-run-field"]);

/** Whether a file was held back because nobody has said what its fields mean: a person may map them. */
export function isMappable(file: {
  status: FileStatus;
  formatId: string | null;
  problems: readonly ImportProblem[];
}): boolean {
  const isUnknown = file.formatId === null || file.formatId === "custom-mapping";
  return file.status === "quarantined" && isUnknown && file.problems.some(({ code }) => CODES.has(code));
}
