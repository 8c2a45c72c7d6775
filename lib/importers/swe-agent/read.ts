import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import type { ImportContext } from "../importer.ts";
import { readDocument } from "../json/document.ts";
import type { DocumentPlan } from "../json/document-plan.ts";
import type { RootKind } from "../json/root-kind.ts";
import { RunReader } from "./run-reader.ts";

const STREAMED = new Set(["trajectory", "history"]);
const WHOLE = new Set(["info", "replay_config", "environment"]);

const PLAN: DocumentPlan = {
  member: (key) => (STREAMED.has(key) ? "elements" : WHOLE.has(key) ? "whole" : "skip"),
  rootElements: false,
};

/**
 * Streams a SWE-agent `.traj`: each element of `trajectory` becomes a step as it passes; the run comes last, since
 * the task stands in `history` behind it. One element is in memory at a time. Without a `trajectory` the steps are
 * derived from the assistant turns of `history` at the end.
 */
export async function* readSweAgent(
  bytes: AsyncIterable<Uint8Array>,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const reader = new RunReader(context.name);
  let isHeld = false;
  let root: RootKind | null = null;
  for await (const part of readDocument(bytes, PLAN)) {
    if (part.type === "problem") {
      isHeld ||= part.problem.severity !== "note";
      yield part;
    } else if (part.type === "end") root = part.facts.root;
    else if (part.type === "skipped") reader.unknownRecords += 1;
    else if (part.type === "list") reader.endList(part);
    else if (!isHeld) {
      const step = reader.readValue(part);
      if (step !== null) yield { type: "step", step };
    }
  }
  if (!isHeld) yield* finish(reader, root);
}

function* finish(reader: RunReader, root: RootKind | null): Generator<ImportOutcome> {
  const refusal = reader.refusal(root);
  if (refusal !== null) {
    yield { type: "problem", problem: refusal };
    return;
  }
  for (const step of reader.derivedSteps()) yield { type: "step", step };
  for (const problem of reader.notes()) yield { type: "problem", problem };
  yield { type: "run", run: reader.run(), record: null };
}
