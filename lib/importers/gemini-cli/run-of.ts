import { childLink, parentLink, type RunLink } from "../../domain/record/run-link.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { SessionRows } from "./session-rows.ts";

const FACTS = ["projectHash", "kind", "startTime", "start_time", "lastUpdated", "summary"];

/** What the file says of its run; `facts` are the members of the session but its messages. */
export function runOf(
  facts: ReadonlyMap<string, unknown>,
  session: SessionRows,
  rewound: number,
  fileName: string,
): ParsedRun {
  const { instruction, tokensIn, tokensOut, unknownRecords, rows } = session;
  const [model = null, ...furtherModels] = [...session.models, ...modelIn(facts.get("meta"))];
  const directories = facts.get("directories");
  return {
    runId: textOf(facts.get("sessionId")),
    task: taskOf(instruction, null, fileName),
    agent: "gemini-cli",
    agentVersion: null,
    model,
    lanes: [{ name: "gemini", role: "main" }],
    exitStatus: null,
    submission: null,
    environment: [
      ...FACTS.flatMap((name): [string, string][] => pairOf(name, facts.get(name))),
      ...(Array.isArray(directories) ? directories : []).flatMap((each) => pairOf("directory", each)),
      ...furtherModels.flatMap((other) => pairOf("model", other)),
      ...(rewound === 0 ? [] : pairOf("rewoundMessages", String(rewound))),
    ],
    tokensIn,
    tokensOut,
    costUsd: null,
    stepCount: rows.stepCount,
    actionCount: rows.actionCount,
    unknownRecords,
    links: [...callerOf(facts.get("kind"), fileName), ...session.started.map(startedBy)],
  };
}

/**
 * A sub-agent's session lies in a folder named after the session that called it, and says no more of it. Authority:
 * gemini-cli, chatRecordingService.ts.
 */
function callerOf(kind: unknown, fileName: string): RunLink[] {
  const folder = fileName.split(/[\\/]/).at(-2);
  return kind === "subagent" && folder ? [parentLink({ kind: "subagent", runId: folder })] : [];
}

function startedBy({ agentId, ordinal, callId }: SessionRows["started"][number]): RunLink {
  return childLink({ kind: "subagent", runId: agentId, ordinal, callId });
}

function modelIn(meta: unknown): string[] {
  const model = typeof meta === "object" && meta !== null && "model" in meta ? textOf(meta.model) : null;
  return model === null ? [] : [model];
}

function pairOf(name: string, value: unknown): [string, string][] {
  const text = textOf(value);
  return text === null ? [] : [[name, text]];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
