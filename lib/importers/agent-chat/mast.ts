import { z } from "zod";
import type { ParsedRun } from "../../domain/record/run.ts";
import { DialogueSteps } from "../dialogue/dialogue-steps.ts";
import { plainFacts } from "../dialogue/plain-facts.ts";
import { type MappedRun, readRecords } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Importer } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { elementSlices, type Slice } from "../json/slices.ts";
import { type ChatFacts, linesJoined, mapChat } from "./chat-rows.ts";

const Lines = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .catch(null);
const Root = z.looseObject({
  instance_id: z.union([z.string(), z.number()]).nullish().catch(null),
  problem_statement: Lines,
  other_data: z.record(z.string(), z.unknown()).nullish().catch(null),
  trajectory: z.array(z.unknown()).min(1),
  note: z
    .looseObject({ options: z.record(z.string(), z.unknown()).nullish().catch(null) })
    .nullish()
    .catch(null),
});
type Root = z.infer<typeof Root>;

const PERSONS: ReadonlySet<string> = new Set(["mathproxyagent", "user"]);
/** The head of a log record: "HyperAgent_shop-1 - INFO - ..."; lines without one go on with the record before. */
const LOG_HEAD = /^\S+ - (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) - /;

/**
 * Annotated traces of MAST: chats whose words are kept as lists of lines, or the lines of a log. Authority: the traces
 * of the MASFT repository, which has no licence, so none is bundled. What the annotator chose from the list of failure
 * modes is kept as facts of the run (`mast <mode>`); notes and the expected answer stay in the raw file.
 */
export const mast: Importer = {
  id: "mast",
  version: "1",
  label: "MAST trace",
  description: "annotated traces of MAST: a step per entry or log record, a lane per agent",
  proven: false,
  recognise(head) {
    const { root, members, inner, isBroken } = probeJson(head);
    if (root !== "object" || isBroken || members.get("trajectory") !== "array") return 0;
    if (inner.get("note")?.has("options") === true) return 0.94;
    // A long trajectory may push the note out of sight.
    const isTrace = members.has("problem_statement") && members.has("other_data") && members.has("instance_id");
    const keys = [...(inner.get("trajectory") ?? [])];
    return isTrace && keys.every((key) => key === "content" || key === "role" || key === "name") ? 0.9 : 0;
  },
  read: (bytes, { name }) =>
    readRecords(bytes, {
      async map(record, value) {
        const root = Root.safeParse(value).data;
        if (!root) return [];
        const slices = await elementSlices(record, "trajectory");
        const factsOf = (asked: string | null) => factsOfTrace(root, asked, name);
        const { trajectory } = root;
        if (trajectory.every((line) => typeof line === "string")) return [mapLog(trajectory, slices, factsOf)];
        const entries = slices.map((slice, at) => ({ path: `trajectory[${at}]`, slice }));
        return [await mapChat(entries, factsOf, PERSONS)];
      },
      refusal: { reason: "this is no trace: it has no trajectory", nextStep: "A trace holds `trajectory` and `note`." },
    }),
};

function factsOfTrace(
  { instance_id: id, problem_statement, other_data, note }: Root,
  asked: string | null,
  name: string,
): ChatFacts {
  const problem = Array.isArray(problem_statement) ? linesJoined(problem_statement) : problem_statement;
  const given = other_data?.["given"];
  const labels = Object.entries(note?.options ?? {}).map(([mode, value]): [string, unknown] => [`mast ${mode}`, value]);
  return {
    runId: null,
    task: taskOf(problem || asked, id == null ? null : String(id), name),
    agent: null,
    environment: plainFacts(new Map([["correct", other_data?.["correct"]], ...labels])),
    submission: typeof given === "string" || typeof given === "number" ? String(given) : null,
  };
}

/** A log as rows: a record is one, with the lines that follow it. Who spoke is only in its words. */
function mapLog(
  lines: readonly string[],
  slices: readonly Slice[],
  factsOf: (asked: string | null) => ChatFacts,
): MappedRun {
  const rows = new DialogueSteps();
  const starts = lines.flatMap((line, at) => (at === 0 || LOG_HEAD.test(line) ? [at] : []));
  const steps = starts.map((from, record) => {
    const to = starts[record + 1] ?? lines.length;
    const [byteStart, byteEnd] = [slices[from]?.byteStart ?? 0, slices[to - 1]?.byteEnd ?? 0];
    const sourcePointer = { path: `trajectory[${from}]`, byteStart, byteEnd };
    const message = linesJoined(lines.slice(from, to));
    return rows.message("environment", { thought: null, message }, { lane: 0, sourceIndex: from, sourcePointer });
  });
  const run: ParsedRun = {
    agentVersion: null,
    model: null,
    lanes: [{ name: "log", role: "main" }],
    exitStatus: null,
    submission: null,
    ...factsOf(null),
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    stepCount: rows.stepCount,
    actionCount: 0,
    unknownRecords: 0,
  };
  return { steps, run, notes: [], identity: null };
}
