import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { emptyProblem } from "../dialogue/source-parts.ts";
import { HEAD_BYTES } from "../importer.ts";
import { concatBytes } from "../json/bytes.ts";
import { scanStream } from "../json/scan-bytes.ts";
import { problemAt, scanProblem } from "../json/scan-problems.ts";
import { once } from "../json/slices.ts";
import { LABEL_READERS } from "./label-formats.ts";
import { type LabelOutcome, toOutcome } from "./label-reader.ts";
import { MAX_LABEL_BYTES, recordsOf } from "./label-records.ts";
import { sniffLabels } from "./sniff-labels.ts";

const START = { byteOffset: 0, line: 1, path: null };

/**
 * The labels of one file, whichever of the known formats it has. Never throws for what the bytes hold: a part that
 * cannot be read is a problem and the others go on. The file is held in memory; one over 64 MB is refused.
 */
export async function* readLabels(bytes: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<LabelOutcome> {
  const whole = await readWhole(bytes);
  if (whole === null) return yield { type: "problem", problem: tooLargeProblem() };
  if (whole.length === 0) return yield { type: "problem", problem: emptyProblem() };
  const format = sniffLabels(whole.subarray(0, HEAD_BYTES), fileName);
  if (format === null) return yield { type: "problem", problem: await unknownProblem(whole) };
  const reader = LABEL_READERS[format].reader();
  if (reader.survey)
    for await (const each of recordsOf(whole, fileName)) if ("record" in each) reader.survey(each.record);
  let isSaid = false;
  for await (const each of recordsOf(whole, fileName)) {
    const outcomes: LabelOutcome[] =
      "problem" in each
        ? [{ type: "problem", problem: each.problem }]
        : (await reader.read(each.record)).map((said) => toOutcome(said, each.record));
    isSaid ||= outcomes.length > 0;
    yield* outcomes;
  }
  if (!isSaid) yield { type: "problem", problem: silentProblem() };
}

/** All bytes, or null where there are more than labels may have. */
async function readWhole(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const held: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_LABEL_BYTES) return null;
    // A copy: producers may use their buffer again.
    held.push(chunk.slice());
  }
  return concatBytes(held);
}

function tooLargeProblem(): ImportProblem {
  const reason = "this file of labels is over 64 MB";
  return problemAt("reject", "too-large", START, reason, "Split it, for instance by runs, and read the parts.");
}

/** A run whose file has room for labels, and nobody gave any. */
function silentProblem(): ImportProblem {
  return problemAt(
    "note",
    "no-labels",
    START,
    "this file holds no label",
    "Nothing needs to be done if none is expected.",
  );
}

async function unknownProblem(whole: Uint8Array): Promise<ImportProblem> {
  const { error } = await scanStream(once(whole));
  // Lines of sound JSON are no fault of the text.
  if (error !== null && error.code !== "trailing-data") return scanProblem(error);
  const reason = "this is sound JSON, but not the structure of any labels read here";
  const nextStep = "Write one label a line as an annotations file, or give a file of a known format.";
  return problemAt("quarantine", "not-labels", START, reason, nextStep);
}
