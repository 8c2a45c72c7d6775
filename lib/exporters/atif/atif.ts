import { CARRIED_SCHEMA, CARRIER, carryRun } from "../../domain/record/carried.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { Profile, ProfileRow } from "../profile.ts";
import type { ExportRecord } from "../record.ts";
import { type LanePlan, MAX_EMBEDDED_UNITS, planLanes } from "./lane-plan.ts";
import { type Labels, readLabels } from "./step-labels.ts";
import { laneId, stepText } from "./step-text.ts";
import { toolDefinitions } from "./tool-definitions.ts";
import { turnsOf } from "./turns.ts";

const SCHEMA_VERSION = "ATIF-v1.7";
const UNKNOWN = "unknown";

/**
 * Harbor's Agent Trajectory Interchange Format 1.7 (harbor, rfcs/0001-trajectory-format.md): one document a run, on a
 * line of its own. Words, calls, results, times and costs stand in the fields of the format; what it has no place for
 * stands under `extra.runtape`, so that this studio reads back the run that was written. Labels of the review that
 * counts stand there too.
 */
export const atif: Profile = {
  id: "atif",
  version: "1.0.0",
  label: "ATIF, interchange",
  description:
    "One Harbor ATIF-v1.7 document a run, sub-agents embedded; what ATIF has no field for stands in extra.runtape.",
  options: { schemaVersion: SCHEMA_VERSION, maxEmbeddedUnits: MAX_EMBEDDED_UNITS },
  async project(record) {
    if (record.run.stepCount === 0) return { rejected: "no-steps" };
    return { rows: rowOf(record) };
  },
};

async function* rowOf(record: ExportRecord): AsyncGenerator<ProfileRow> {
  const lossy = new Set<string>();
  const document = new DocumentWriter(record, await planLanes(record), await readLabels(record), lossy);
  yield { text: document.root(), lossy: () => [...lossy] };
}

class DocumentWriter {
  constructor(
    private readonly record: ExportRecord,
    private readonly plan: LanePlan,
    private readonly labels: Labels,
    private readonly lossy: Set<string>,
  ) {
    const lanes = record.run.lanes.length;
    if (!plan.isNested && lanes > 1) lossy.add("flat-lanes");
    if (record.reviews.length > 1 && record.reviews.at(-1)?.kind !== "gold") lossy.add("several-reviews");
  }

  async *root(): AsyncGenerator<string> {
    const { run, runKey } = this.record;
    const session = run.runId ? { session_id: plain(run.runId) } : {};
    yield JSON.stringify({ schema_version: SCHEMA_VERSION, ...session, trajectory_id: plain(runKey) || UNKNOWN }).slice(
      0,
      -1,
    );
    const tools = toolDefinitions(this.record.environment);
    if (tools === null) this.lossy.add("tool-definitions-unknown");
    const agent = {
      name: plain(run.agent ?? "") || plain(run.lanes[0]?.name ?? "") || UNKNOWN,
      version: plain(run.agentVersion ?? "") || UNKNOWN,
      ...(run.model && { model_name: plain(run.model) }),
    };
    yield `,"agent":${JSON.stringify(agent).slice(0, -1)}${tools === null ? "" : `,"tool_definitions":${tools}`}}`;
    yield `,"extra":{"${CARRIER}":${this.carried()}}`;
    const counted = { steps: 0 };
    yield* this.lane(0, counted);
    const totals = {
      ...(run.tokensIn !== null && { total_prompt_tokens: run.tokensIn }),
      ...(run.tokensOut !== null && { total_completion_tokens: run.tokensOut }),
      ...(run.costUsd !== null && { total_cost_usd: run.costUsd }),
      total_steps: counted.steps,
    };
    yield `,"final_metrics":${JSON.stringify(totals)}}`;
  }

  /** The facts of the run, in front of the steps, so that a reader knows its lanes when they come. */
  private carried(): string {
    const { run, environment, outcome, verification, redactionCount, formatId } = this.record;
    const facts = carryRun({
      ...run,
      environment: environment.map(([name, value]): [string, string] => [name, value]),
    });
    const checks = verification.map(({ kind, passed, failed, isResolved, source }) => ({
      kind,
      passed,
      failed,
      isResolved,
      source: plain(source),
    }));
    const members = { ...facts, formatId, outcome, verification: checks, redactions: redactionCount };
    const { review, ofRun } = this.labels;
    const judged = review === null ? "" : `,"review":${review},"labels":[${ofRun.join(",")}]`;
    return `${JSON.stringify(members).slice(0, -1)}${judged}}`;
  }

  /** The members `steps` and `subagent_trajectories` of one lane's document. */
  private async *lane(lane: number, counted: { steps: number }): AsyncGenerator<string> {
    const { plan } = this;
    const calls = plan.isNested ? plan.calls : new Map<number, readonly number[]>();
    const children: number[] = [];
    yield ',"steps":[';
    for await (const rows of turnsOf(this.record)) {
      if (plan.isNested && rows[0]?.lane !== lane) continue;
      if (counted.steps > 0) yield ",";
      counted.steps += 1;
      for (const { ordinal } of rows) children.push(...(calls.get(ordinal) ?? []));
      yield* stepText(rows, { stepId: counted.steps, calls, labels: this.labels.ofStep, lossy: this.lossy });
    }
    yield "]";
    for (const [at, child] of children.entries()) {
      yield at === 0 ? ',"subagent_trajectories":[' : ",";
      yield* this.subagent(child);
    }
    if (children.length > 0) yield "]";
  }

  private async *subagent(lane: number): AsyncGenerator<string> {
    const { run } = this.record;
    const agent = {
      name: plain(run.lanes[lane]?.name ?? "") || UNKNOWN,
      version: plain(run.agentVersion ?? "") || UNKNOWN,
    };
    const extra = { [CARRIER]: { schema: CARRIED_SCHEMA, lane } };
    yield JSON.stringify({ schema_version: SCHEMA_VERSION, trajectory_id: laneId(lane), agent, extra }).slice(0, -1);
    yield* this.lane(lane, { steps: 0 });
    yield "}";
  }
}

/** A text of which every reader can take the whole document; what it was stands in `extra`. */
function plain(text: string): string {
  return toStorable(text).text;
}
