import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { emptyProblem } from "../dialogue/source-parts.ts";
import { sha256 } from "../dialogue/task-of.ts";
import { parseValue, readDocument } from "../json/document.ts";
import { readLines } from "../json/lines.ts";
import { probeJson } from "../json/probe.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { duplicateKeyProblem, scanProblem } from "../json/scan-problems.ts";
import { once } from "../json/slices.ts";
import { HEAD_BYTES } from "../importer.ts";
import type { LabelRecord } from "./label-reader.ts";

const MIB = 1024 * 1024;
/** Labels are few beside runs; a larger file is read whole into memory by nobody. */
export const MAX_LABEL_BYTES = 64 * MIB;
const BOM = [0xef, 0xbb, 0xbf];

export type RecordOutcome = { record: LabelRecord } | { problem: ImportProblem };

/**
 * The records of a file in memory: elements of a list, lines, or the document, cut and hashed as the importers of runs
 * do, so that a label finds the run that lies beside it. A bad line holds back itself alone.
 */
export async function* recordsOf(bytes: Uint8Array, fileName: string): AsyncGenerator<RecordOutcome> {
  if (probeJson(bytes.subarray(0, HEAD_BYTES)).root === "array") return yield* elementsOf(bytes, fileName);
  const lines = readLines(once(bytes), MAX_LABEL_BYTES);
  const first = await lines.next();
  if (first.done || "isTooLong" in first.value) return yield { problem: emptyProblem() };
  const isDocument = scanBytes(first.value.bytes).error?.code === "truncated";
  await lines.return(undefined);
  if (isDocument) {
    const content = BOM.every((byte, at) => bytes[at] === byte) ? bytes.subarray(BOM.length) : bytes;
    return yield recordOf(content, null, { sha256: sha256(bytes), fileName });
  }
  for await (const line of readLines(once(bytes), MAX_LABEL_BYTES))
    if (!("isTooLong" in line)) yield recordOf(line.bytes, line.line, { sha256: sha256(line.bytes), fileName });
}

function recordOf(
  bytes: Uint8Array,
  line: number | null,
  named: Pick<LabelRecord, "sha256" | "fileName">,
): RecordOutcome {
  const { error, facts } = scanBytes(bytes);
  const duplicate = facts.duplicateKeys.first;
  if (error === null && duplicate === null)
    return { record: { value: parseValue(bytes), bytes, line, path: "", ...named } };
  const problem = error === null ? duplicate && duplicateKeyProblem(duplicate) : scanProblem(error);
  return { problem: onLine(problem ?? emptyProblem(), line) };
}

function onLine(problem: ImportProblem, line: number | null): ImportProblem {
  if (line === null) return problem;
  const message = problem.message.replace(/line \d+, byte (\d+)/, `line ${line}, byte $1 of it`);
  return { ...problem, severity: "quarantine", message, line, byteOffset: null };
}

async function* elementsOf(bytes: Uint8Array, fileName: string): AsyncGenerator<RecordOutcome> {
  for await (const part of readDocument(once(bytes), { member: () => "skip", rootElements: true })) {
    if (part.type === "problem" && part.problem.severity !== "note") yield { problem: part.problem };
    if (part.type !== "value") continue;
    const own = part.bytes.slice();
    yield {
      record: { value: parseValue(own), bytes: own, sha256: sha256(own), line: null, path: part.path, fileName },
    };
  }
}
