import type { z } from "zod";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { ExternalLabel } from "../../domain/labels/external-label.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";

/** One record of a file of labels: a line, an element of a list, or the document. */
export type LabelRecord = {
  value: unknown;
  bytes: Uint8Array;
  /** What names the record where its run has no id: the same hash the importer of the run gives it. */
  sha256: string;
  /** 1-based, in files of lines. */
  line: number | null;
  /** JSON path of the record, "" where it is the document or its line. */
  path: string;
  fileName: string;
};

/** A label as a reader found it, held to the schema only afterwards. */
export type LabelDraft = z.input<typeof ExternalLabel>;

/** What a reader makes of one place in a record; `path` is relative to it. */
export type Said =
  | { path: string; label: LabelDraft }
  | { path: string; severity: "note" | "quarantine"; code: string; reason: string; nextStep: string };

/** One format, made anew for each file. */
export type LabelReader = {
  /** Looks at every record before any is read, where one tells how another is meant. */
  survey?: (record: LabelRecord) => void;
  read: (record: LabelRecord) => readonly Said[] | Promise<readonly Said[]>;
};

/** What `readLabels` yields: a label with the line it stands in, where its file has lines, or a problem. */
export type LabelOutcome =
  | { type: "label"; label: ExternalLabel; sourceLine: number | null }
  | { type: "problem"; problem: ImportProblem };

/** A part of a record that cannot be read; the others go on. */
export function refused(path: string, reason: string, nextStep: string): Said {
  return { path, severity: "quarantine", code: "not-a-label", reason, nextStep };
}

/** What a reader said, as it leaves: a label that holds to the schema, or a problem with its place in the file. */
export function toOutcome(said: Said, record: LabelRecord): LabelOutcome {
  if (!("label" in said)) return { type: "problem", problem: problemOf(said, record) };
  const checked = ExternalLabel.safeParse(storable(said.label));
  if (checked.success) return { type: "label", label: checked.data, sourceLine: record.line };
  const reason = `this is no label: ${faultOf(checked.error)}`;
  const problem = problemOf(
    { ...said, severity: "quarantine", code: "not-a-label", reason, nextStep: "Repair it and read the file again." },
    record,
  );
  return { type: "problem", problem };
}

type Fault = Extract<Said, { severity: string }>;

function problemOf({ path, severity, code, reason, nextStep }: Omit<Fault, "label">, record: LabelRecord) {
  const inside = [record.path, path].filter((part) => part !== "").join(".") || null;
  const place = [record.line === null ? null : `line ${record.line}`, inside].filter((part) => part !== null);
  const message = `At ${place.length === 0 ? "the document" : place.join(", ")}: ${reason}. ${nextStep}`;
  return { severity, code, message, line: record.line, path: inside, byteOffset: null } satisfies ImportProblem;
}

/** Which member is wrong. Its value is content of the source and is never quoted. */
function faultOf({ issues: [first] }: z.ZodError): string {
  if (first?.code === "unrecognized_keys") return "it has a member that no label has";
  const member = first?.path.join(".") ?? "";
  return member === "" ? "it must say exactly one of label, score and text" : `its ${member} is missing or not valid`;
}

/** With stand-ins for what no database takes; a key such as `__proto__` stays a key. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return toStorable(value).text;
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, storable(each)]])),
  );
}
