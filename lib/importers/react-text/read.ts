import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { emptyProblem, tooLongProblem } from "../dialogue/source-parts.ts";
import type { ImportContext } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { readLines } from "../json/lines.ts";
import { SCAN_LIMITS } from "../json/scan-facts.ts";
import { problemAt } from "../json/scan-problems.ts";
import { QuestionRun } from "./question-run.ts";

const TRIAL = /^BEGIN TRIAL (\d{1,9})\s*$/;
/** Lines between runs: rules, counts and the headings of those that were right, wrong or halted. */
const HEADING = /^(?:#{5,}|-{5,} BEGIN .* AGENTS|Trial summary: )/;

/** Streams a log: one question is in memory at a time. What stands before the first one is the log's heading. */
export async function* readReactText(
  bytes: AsyncIterable<Uint8Array>,
  { name }: ImportContext,
): AsyncGenerator<ImportOutcome> {
  let trial: string | null = null;
  let current: QuestionRun | null = null;
  let runs = 0;
  let hasLines = false;
  for await (const line of readLines(bytes, SCAN_LIMITS.recordBytes)) {
    if ("isTooLong" in line) return yield { type: "problem", problem: tooLongProblem(line) };
    hasLines = true;
    const text = decodeView(line.bytes);
    const isQuestion = text.startsWith("Question: ");
    const isHeading = HEADING.test(text) || TRIAL.test(text);
    if ((isQuestion || isHeading) && current) {
      runs += 1;
      yield* current.outcomes(name);
      current = null;
    }
    trial = TRIAL.exec(text)?.[1] ?? trial;
    if (isQuestion) current = new QuestionRun(line, text.slice("Question: ".length), trial);
    else if (!isHeading) current?.add(line, text);
  }
  if (current) {
    runs += 1;
    yield* current.outcomes(name);
  }
  if (!hasLines) yield { type: "problem", problem: emptyProblem() };
  else if (runs === 0) {
    const start = { byteOffset: 0, line: 1, path: null };
    const next = "A run begins with a line `Question: ...`.";
    yield { type: "problem", problem: problemAt("quarantine", "not-a-run", start, "this log asks no question", next) };
  }
}
