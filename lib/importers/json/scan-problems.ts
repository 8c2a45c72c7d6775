import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { RootKind } from "./root-kind.ts";
import type { Place, ScanError, ScanErrorCode, ScanFacts, Tally } from "./scan-facts.ts";

type Answer = { severity: ImportProblem["severity"]; nextStep: string };

/** What a refused text means for the file: rows A1-A19 of the bad-input table. */
const ANSWERS: Record<ScanErrorCode, Answer> = {
  empty: { severity: "reject", nextStep: "Export the run again and upload a file that is not empty." },
  encoding: { severity: "reject", nextStep: "Save it as UTF-8 and upload it again." },
  binary: { severity: "reject", nextStep: "Upload the JSON text itself, unpacked." },
  "too-large": { severity: "reject", nextStep: "Split the run or shorten the value, then upload it again." },
  truncated: { severity: "quarantine", nextStep: "Get the complete file from its source and upload it again." },
  syntax: { severity: "quarantine", nextStep: "Repair the text at this place and upload it again." },
  "trailing-data": { severity: "quarantine", nextStep: "Keep one JSON document per file and upload them apart." },
  depth: { severity: "quarantine", nextStep: "Flatten the value at this place and upload it again." },
  "too-many-nodes": { severity: "quarantine", nextStep: "Split the run into smaller files and upload them again." },
  "key-too-long": { severity: "quarantine", nextStep: "Move the long key into a value and upload it again." },
};

/** A problem at a place; the message names it in words for people who see only the sentence. */
export function problemAt(
  severity: ImportProblem["severity"],
  code: string,
  place: Place,
  reason: string,
  nextStep: string,
): ImportProblem {
  return {
    severity,
    code,
    message: `At ${describePlace(place)}: ${reason}. ${nextStep}`,
    line: place.line,
    path: place.path,
    byteOffset: place.byteOffset,
  };
}

/** The error that ended a scan, as a person reads it. */
export function scanProblem(error: ScanError): ImportProblem {
  const { severity, nextStep } = ANSWERS[error.code];
  if (error.code === "encoding" || error.code === "binary") {
    const what =
      error.code === "encoding"
        ? `this looks like ${error.detail} text, not UTF-8`
        : `this is ${error.detail}, not JSON text`;
    return problemAt(severity, error.code, error.place, what, nextStep);
  }
  return problemAt(severity, error.code, error.place, error.detail, nextStep);
}

/** A key that stands twice in one object hides a value from some readers, so the run is held back. */
export function duplicateKeyProblem(first: Place): ImportProblem {
  const reason = "this key stands twice in one object, and readers disagree which value counts";
  return problemAt("quarantine", "duplicate-key", first, reason, "Remove one of the two and upload it again.");
}

const FORMATS_STEP = "Run `runtape formats` to see what can be read.";
const MAPPING_STEP = "Map its fields in the studio; `runtape formats` lists what is read without.";

/** Sound JSON, or JSON on each line, whose structure no importer knows. */
export function unknownFormatProblem(root: RootKind | "lines" | null): ImportProblem {
  if (root === null) {
    const reason = "the file does not begin as JSON, nor as a text log that is read here";
    return problemAt("quarantine", "not-a-run", { byteOffset: 0, line: 1, path: null }, reason, FORMATS_STEP);
  }
  const what = root === "lines" ? "JSON on each line" : `sound JSON (${root})`;
  const reason = `this is ${what}, but not the structure of any run format read here`;
  const start: Place = { byteOffset: 0, line: 1, path: null };
  return problemAt("quarantine", "not-a-run", start, reason, MAPPING_STEP);
}

/** Facts a person should know although the run is kept: the raw bytes stay the truth, the view shows stand-ins. */
export function noteProblems(facts: ScanFacts): ImportProblem[] {
  const start: Place = { byteOffset: 0, line: 1, path: null };
  const bom = facts.hasBom
    ? [
        problemAt(
          "note",
          "bom",
          start,
          "the file begins with a UTF-8 byte order mark",
          "It is skipped; nothing needs to be done.",
        ),
      ]
    : [];
  return [
    ...bom,
    ...noteOf(
      facts.invalidUtf8,
      "invalid-utf8",
      "bytes that are not UTF-8",
      "The view shows U+FFFD; the raw file keeps the bytes.",
    ),
    ...noteOf(facts.nulEscapes, "nul-escape", "NUL escapes", "The view shows a stand-in; the raw file keeps them."),
    ...noteOf(
      facts.loneSurrogates,
      "lone-surrogate",
      "half surrogate pairs",
      "The view marks them; the raw file keeps them.",
    ),
    ...noteOf(
      facts.unsafeNumbers,
      "unsafe-number",
      "numbers too large to hold exactly",
      "They are not used as facts; the raw file keeps them.",
    ),
  ];
}

function noteOf(tally: Tally, code: string, what: string, nextStep: string): ImportProblem[] {
  if (tally.first === null) return [];
  return [problemAt("note", code, tally.first, `${what} start here, ${tally.count} in all`, nextStep)];
}

function describePlace(place: Place): string {
  const position = `line ${place.line}, byte ${place.byteOffset}`;
  return place.path === null ? position : `${place.path} (${position})`;
}
