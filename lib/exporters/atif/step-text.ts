import type { CarriedField, CarriedPlace } from "../../domain/record/carried.ts";
import { CARRIER, carryText } from "../../domain/record/carried.ts";
import { STEP_FIELDS, type StepField } from "../../domain/record/step.ts";
import type { StandIn } from "../../domain/text/stand-ins.ts";
import { callArguments } from "../call-arguments.ts";
import type { ExportStep, ExportText } from "../record.ts";
import { storableStringText } from "../storable-text.ts";
import { isCall } from "./turns.ts";

/** What a step of the document needs to know beside its own rows. */
export type StepContext = {
  stepId: number;
  /** The lanes a row hands over to, by its ordinal. */
  calls: ReadonlyMap<number, readonly number[]>;
  labels: ReadonlyMap<number, readonly string[]>;
  /** Takes the names of what only `extra` holds. */
  lossy: Set<string>;
};

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** The id by which a step refers to an embedded lane. */
export function laneId(lane: number): string {
  return `lane-${lane}`;
}

/** One step of an ATIF document, in pieces: the rows of one turn, their words where every reader of ATIF looks. */
export function stepText(rows: readonly ExportStep[], context: StepContext): AsyncGenerator<string> {
  return new StepWriter(rows, context).text();
}

class StepWriter {
  /** Where each row's fields went, by ordinal. */
  private readonly places = new Map<number, Partial<Record<StepField, CarriedField>>>();

  constructor(
    private readonly rows: readonly ExportStep[],
    private readonly context: StepContext,
  ) {}

  async *text(): AsyncGenerator<string> {
    const [first] = this.rows;
    if (!first) return;
    const isAgent = first.role === "agent";
    if (first.role === "environment" || first.role === "tool") this.context.lossy.add("environment-as-system");
    const source = isAgent || first.role === "user" ? first.role : "system";
    const time = first.startedAt !== null && TIME.test(first.startedAt) ? { timestamp: first.startedAt } : {};
    yield JSON.stringify({ step_id: this.context.stepId, ...time, source }).slice(0, -1);
    const spoken = spokenField(first);
    yield ',"message":';
    if (spoken === null) yield '""';
    else yield* this.placed(first, spoken, "message");
    if (isAgent && spoken !== "thought" && first.text.thought !== null) {
      yield ',"reasoning_content":';
      yield* this.placed(first, "thought", "reasoning");
    }
    if (isCall(first)) yield* this.toolCalls();
    yield* this.observation();
    if (isAgent) yield metricsText(this.rows);
    yield `,"extra":{"${CARRIER}":{"rows":[`;
    for (const [at, row] of this.rows.entries()) {
      if (at > 0) yield ",";
      yield* this.carried(row);
    }
    yield "]}}}";
  }

  private async *toolCalls(): AsyncGenerator<string> {
    yield ',"tool_calls":[';
    for (const [at, row] of this.rows.entries()) {
      const { action } = row.text;
      if (action === null) continue;
      const call = { tool_call_id: callId(row), function_name: functionName(row) };
      yield `${at > 0 ? "," : ""}${JSON.stringify(call).slice(0, -1)},"arguments":`;
      yield* this.arguments(row, action);
      yield "}";
    }
    yield "]";
  }

  private async *arguments(row: ExportStep, action: ExportText): AsyncGenerator<string> {
    const args = await callArguments(action);
    if (args.form === "wrapped") {
      this.context.lossy.add("wrapped-arguments");
      yield '{"command":';
      yield* this.placed(row, "action", "command");
      return yield "}";
    }
    this.put(row, "action", args.form === "whole" ? "arguments" : { text: args.raw });
    yield args.text;
  }

  /** A result for each row that has one or hands over; whose call it is, where the row is a call. */
  private async *observation(): AsyncGenerator<string> {
    let count = 0;
    for (const row of this.rows) {
      const lanes = this.context.calls.get(row.ordinal) ?? [];
      const { observation } = row.text;
      if (observation === null && lanes.length === 0) continue;
      yield count === 0 ? ',"observation":{"results":[' : ",";
      count += 1;
      const members: string[] = isCall(row) ? [`"source_call_id":"${callId(row)}"`] : [];
      if (lanes.length > 0) {
        const refs = lanes.map((lane) => ({ trajectory_id: laneId(lane) }));
        members.push(`"subagent_trajectory_ref":${JSON.stringify(refs)}`);
      }
      yield `{${members.join(",")}`;
      if (observation !== null) {
        yield `${members.length > 0 ? "," : ""}"content":`;
        yield* this.placed(row, "observation", "result");
      }
      yield "}";
    }
    if (count > 0) yield "]}";
  }

  /** A field as a JSON string at the place where the document holds it. */
  private async *placed(row: ExportStep, field: StepField, place: CarriedPlace): AsyncGenerator<string> {
    const text = row.text[field];
    if (text === null) return;
    const standIns: StandIn[] = [];
    yield* storableStringText(text.read(), standIns);
    if (standIns.length > 0) this.context.lossy.add("stand-ins");
    this.put(row, field, standIns.length === 0 ? place : { in: place, standIns });
  }

  private put({ ordinal }: ExportStep, field: StepField, at: CarriedField): void {
    this.places.set(ordinal, { ...this.places.get(ordinal), [field]: at });
  }

  /** What of a row the document has no place for, and where its words stand. */
  private async *carried(row: ExportStep): AsyncGenerator<string> {
    const facts = JSON.stringify(factsOf(row)).slice(0, -1);
    yield `${facts},"text":{`;
    let isFirst = true;
    for (const field of STEP_FIELDS) {
      const text = row.text[field];
      if (text === null) continue;
      yield `${isFirst ? "" : ","}"${field}":`;
      isFirst = false;
      const place = this.places.get(row.ordinal)?.[field];
      if (place !== undefined) yield JSON.stringify(place);
      else yield* this.unplaced(text);
    }
    yield "}";
    const labels = this.context.labels.get(row.ordinal);
    yield labels ? `,"labels":[${labels.join(",")}]}` : "}";
  }

  private async *unplaced(text: ExportText): AsyncGenerator<string> {
    const standIns: StandIn[] = [];
    this.context.lossy.add("text-in-extra");
    yield '{"text":';
    yield* storableStringText(text.read(), standIns);
    yield standIns.length === 0 ? "}" : `,"standIns":${JSON.stringify(standIns)}}`;
  }
}

/**
 * The field that a reader hears as what was said: the message; the words an agent said with its call; of others, who
 * have no field for anything else, whatever there is. An observation has a place of its own.
 */
function spokenField({ role, text }: ExportStep): StepField | null {
  if (text.message !== null) return "message";
  if (role === "agent") return text.action !== null && text.thought !== null ? "thought" : null;
  return text.thought !== null ? "thought" : text.action !== null ? "action" : null;
}

function callId({ ordinal }: ExportStep): string {
  return `call_${String(ordinal + 1).padStart(6, "0")}`;
}

function functionName({ actionType }: ExportStep): string {
  const name = carryText(actionType ?? "");
  return (typeof name === "string" ? name : name.text) || "run";
}

/** What the rows used together; only agents have a place for it. */
function metricsText(rows: readonly ExportStep[]): string {
  const sum = (values: (number | null)[]) =>
    values.reduce<number | undefined>((all, value) => (value === null ? all : (all ?? 0) + value), undefined);
  const metrics = {
    prompt_tokens: sum(rows.map(({ tokensIn }) => tokensIn)),
    completion_tokens: sum(rows.map(({ tokensOut }) => tokensOut)),
    cost_usd: sum(rows.map(({ costUsd }) => costUsd)),
  };
  const text = JSON.stringify(metrics);
  return text === "{}" ? "" : `,"metrics":${text}`;
}

/** The facts of a row as `CarriedStep` has them, without those that are null, false or 0 as it assumes. */
function factsOf(row: ExportStep): object {
  const { parentOrdinal, exitCode, durationMs, tokensIn, tokensOut, costUsd, startedAt } = row;
  const stated = { parentOrdinal, exitCode, durationMs, tokensIn, tokensOut, costUsd, startedAt };
  return {
    ordinal: row.ordinal,
    turn: row.turn,
    ...(row.callOrdinal > 0 && { callOrdinal: row.callOrdinal }),
    ...(row.lane > 0 && { lane: row.lane }),
    kind: row.kind,
    role: row.role,
    ...(row.isAction && { isAction: true }),
    ...(row.actionType !== null && { actionType: carryText(row.actionType) }),
    target: carryText(row.target),
    ...(row.isError && { isError: true }),
    ...(row.isErrorInferred && { isErrorInferred: true }),
    ...Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== null)),
    sourceIndex: row.sourceIndex,
  };
}
