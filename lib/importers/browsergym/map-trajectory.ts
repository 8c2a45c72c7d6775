import type { ParsedStep } from "../../domain/record/step.ts";
import { oneLine } from "../../domain/record/step-kind-target.ts";
import { DialogueSteps, joined, type RowFacts, withResult } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { amountOrNull, countOrNull } from "../dialogue/number-facts.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import { elementSlices } from "../json/slices.ts";
import { runOf } from "./run-of.ts";
import { Step, Trajectory } from "./schema.ts";

const CALLED = /^\s*(?<name>[A-Za-z_]\w*)\s*\(/;
/** What an agent says instead of doing something to the page. */
const SPOKEN = new Set(["send_msg_to_user", "report_infeasible"]);

/**
 * A run of a web agent: the first page as a row of the environment, then a row for each action. An entry of the source
 * is a page and the action that was chosen on it, so the page an action led to, and whether it failed, stand in the
 * entry after it.
 */
export async function mapTrajectory(record: Uint8Array, value: unknown, fileName: string): Promise<MappedRun[]> {
  const trajectory = Trajectory.safeParse(value).data;
  if (!trajectory) return [];
  const rows = new DialogueSteps();
  const book = new NoteBook();
  const steps: ParsedStep[] = [];
  let unknownRecords = 0;
  /** The action whose page is still to come. */
  let open: number | null = null;
  for (const [sourceIndex, { byteStart, byteEnd, bytes }] of (await elementSlices(record, "steps")).entries()) {
    const path = `steps[${sourceIndex}]`;
    const facts = { lane: 0, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const entry = Step.safeParse(parseValue(bytes)).data;
    if (!entry) {
      unknownRecords += 1;
      const reason = "this is no step of a web agent: it does not say its action";
      book.add("unknown-record", reason, "It is kept; look at its source.", { path, byteOffset: byteStart });
      steps.push(rows.generic(decodeView(bytes), facts));
      // What comes after it may be its own doing.
      open = null;
      continue;
    }
    const page = pageOf(entry);
    const acted = open === null ? undefined : steps[open];
    if (open !== null && acted) steps[open] = withResult(acted, page ?? "", { isError: isFailed(entry) });
    else if (page !== null) steps.push(rows.message("environment", { thought: null, message: page }, facts));
    const row = actionOf(rows, entry, facts);
    if (row) steps.push(row);
    open = row?.isAction ? steps.length - 1 : null;
  }
  if (steps.length === 0) return [];
  const run = runOf(trajectory, rows, unknownRecords, fileName);
  return [{ steps, run, notes: book.problems(), identity: null }];
}

/** Where the agent is, what it sees there as text, and where the picture of it lies. */
function pageOf({ url, screenshot_path: screenshot, axtree, last_action_error: error }: Step): string | null {
  const facts = [url && `URL: ${url}`, screenshot && `Screenshot: ${screenshot}`].filter(Boolean).join("\n");
  return joined(error && `Error of the action: ${error}`, facts, axtree);
}

/** An empty word says that the action went well; none says nothing. */
function isFailed({ last_action_error: error }: Step): boolean | null {
  return error === null || error === undefined ? null : error !== "";
}

function actionOf(rows: DialogueSteps, entry: Step, facts: RowFacts): ParsedStep | null {
  const { action, reasoning, stats } = entry;
  const thought = reasoning || null;
  const measured = {
    ...facts,
    tokensIn: countOrNull(stats?.input_tokens),
    tokensOut: countOrNull(stats?.output_tokens),
    costUsd: amountOrNull(stats?.cost),
  };
  if (action === null || action === "")
    return thought === null ? null : rows.message("agent", { thought, message: null }, measured);
  const name = CALLED.exec(action)?.groups?.name ?? "action";
  const [row] = rows.calls(thought, [{ id: null, name, text: action }], measured);
  // Names of these actions mean other tools elsewhere; here all of them are done to a page.
  return row
    ? { ...row, kind: SPOKEN.has(name) ? "message" : "browser", actionType: name, target: oneLine(action) }
    : null;
}
