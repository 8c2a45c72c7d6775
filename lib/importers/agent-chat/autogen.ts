import type { ParsedRun } from "../../domain/record/run.ts";
import { type MappedRun, readRecords } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Importer } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { probeRecord } from "../json/probe.ts";
import { elementSlices } from "../json/slices.ts";
import { AutogenRows } from "./autogen-rows.ts";
import { TaskResult } from "./autogen-schema.ts";

const KIND =
  /"type"\s*:\s*"(?:(?:Text|MultiModal|Stop|Handoff|ToolCallSummary)Message|StructuredMessage(?:\[[^"\\]*\])?|(?:ToolCallRequest|ToolCallExecution|Thought|CodeGeneration|CodeExecution|MemoryQuery|SelectSpeaker)Event)"/;

/** Messages of AutoGen's AgentChat since 0.4: a dumped list of them, or a `TaskResult` with how the team stopped. */
export const autogen: Importer = {
  id: "autogen",
  version: "1",
  label: "AutoGen AgentChat",
  description: "messages and events of AgentChat 0.4 and later: a step per message and per call, a lane per agent",
  proven: false,
  recognise(head) {
    const probe = probeRecord(head);
    if (probe.isBroken) return 0;
    const keys = probe.root === "array" ? probe.elements : probe.inner.get("messages");
    const isList = keys?.has("source") === true && keys.has("type");
    return isList && KIND.test(decodeView(head)) ? 0.93 : 0;
  },
  read: (bytes, { name }) =>
    readRecords(bytes, {
      async map(record, value) {
        const result = TaskResult.safeParse(value).data ?? null;
        const key = result ? "messages" : null;
        const slices = await elementSlices(record, key);
        if (slices.length === 0) return [];
        const rows = new AutogenRows();
        for (const [at, slice] of slices.entries()) await rows.add({ path: `${key ?? ""}[${at}]`, slice }, at);
        return [mappedRun(rows, result?.stop_reason || null, name)];
      },
      refusal: {
        reason: "this is no run of a team: it has no list of messages",
        nextStep: "Each message has `source`, `type` and `content`.",
      },
    }),
};

function mappedRun(rows: AutogenRows, stopReason: string | null, name: string): MappedRun {
  const run: ParsedRun = {
    runId: null,
    task: taskOf(rows.asked, null, name),
    agent: "AutoGen",
    agentVersion: null,
    model: null,
    lanes: rows.speakers.lanes,
    exitStatus: stopReason,
    submission: null,
    environment: [],
    tokensIn: rows.tokensIn,
    tokensOut: rows.tokensOut,
    costUsd: null,
    stepCount: rows.rows.stepCount,
    actionCount: rows.rows.actionCount,
    unknownRecords: rows.unknownRecords,
  };
  return { steps: rows.steps, run, notes: rows.book.problems(), identity: null };
}
