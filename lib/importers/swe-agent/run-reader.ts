import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import type { DocumentList, DocumentValue } from "../json/document-plan.ts";
import type { RootKind } from "../json/root-kind.ts";
import { HistoryTurns } from "./history-turns.ts";
import { contentText, isTaskRow } from "./instruction.ts";
import { LaneList } from "./lanes.ts";
import { costOf, mapRun } from "./map-run.ts";
import { agentOf, mapStep, workingDirectoryOf } from "./map-step.ts";
import { parseNested } from "./nested-json.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import { amountOrNull, countOrNull, isRefused, secondsToMs } from "../dialogue/number-facts.ts";
import { historyTooLong, notARun } from "./refusals.ts";
import { HistoryRow, Info, ReplayConfig, TrajectoryRow } from "./schema.ts";
import { genericStep, textOrNull } from "./step-parts.ts";

const KEPT = "It is kept as a generic step; look at its source.";
const RAW_ONLY = "It is kept in the raw file only; nothing needs to be done.";

/** Collects one file: what each sub-value says about the run, in whatever order the members stand. */
export class RunReader {
  /** Records no rule knew. */
  unknownRecords = 0;
  private hasTrajectory = false;
  private hasHistory = false;
  private historyStart = 0;
  private stepCount = 0;
  private actionCount = 0;
  private info: Info | null = null;
  private replayConfig: ReplayConfig | null = null;
  private environmentName: string | null = null;
  private workingDirectory: string | null = null;
  private taskMessage: string | null = null;
  private agentName: string | null = null;
  private readonly lanes = new LaneList();
  private readonly turns = new HistoryTurns();
  private readonly book = new NoteBook();

  constructor(private readonly fileName: string) {}

  /** Takes the next sub-value; a `trajectory` element comes back as its step. */
  readValue(value: DocumentValue): ParsedStep | null {
    if (value.key === "trajectory" && value.index !== null) return this.readStep(value, value.index);
    if (value.key === "history" && value.index !== null) this.readHistoryRow(value, value.index);
    else this.readMember(value, parseValue(value.bytes));
    return null;
  }

  endList({ key, byteStart }: DocumentList): void {
    if (key === "trajectory") this.beginTrajectory();
    if (key !== "history") return;
    this.hasHistory = true;
    this.historyStart = byteStart;
  }

  /** Why the finished document is no run, or null. */
  refusal(root: RootKind | null): ImportProblem | null {
    if (root !== "object") return notARun(root === "array" ? "a list" : `a bare ${root ?? "text"}`);
    if (this.hasTrajectory) return null;
    if (!this.hasHistory) return notARun("an object with neither of the two");
    if (this.turns.isOverflowing) return historyTooLong();
    return this.turns.length === 0 ? notARun("an object whose `history` holds no turn of an assistant") : null;
  }

  /** The steps of a file without a `trajectory`; none otherwise. */
  *derivedSteps(): Generator<ParsedStep> {
    if (this.hasTrajectory) return;
    const place = { path: "history", byteOffset: this.historyStart };
    this.book.add(
      "derived-from-history",
      "the file has no trajectory, so each assistant turn is a step",
      "Upload the complete .traj to see execution times.",
      place,
    );
    this.unknownRecords += this.turns.unpairedRows;
    for (const step of this.turns.steps(this.lanes)) yield this.counted(step);
  }

  notes(): ImportProblem[] {
    return this.book.problems();
  }

  /** The finished run; call it after the last step. */
  run(): ParsedRun {
    const { fileName, info, replayConfig, environmentName, workingDirectory, taskMessage } = this;
    const { stepCount, actionCount, unknownRecords } = this;
    const lanes = this.lanes.finish(this.agentName);
    const source = { fileName, info, replayConfig, environmentName, workingDirectory, taskMessage };
    return mapRun({ ...source, lanes, stepCount, actionCount, unknownRecords });
  }

  private readStep(value: DocumentValue, sourceIndex: number): ParsedStep {
    this.beginTrajectory();
    const row = TrajectoryRow.safeParse(parseValue(value.bytes));
    const lane = this.lanes.indexOf(row.success ? agentOf(row.data) : null);
    const place = { ordinal: this.stepCount, sourceIndex, lane, sourcePointer: pointerTo(value) };
    const step = row.success ? mapStep(row.data, place) : null;
    if (row.success) this.noteRow(row.data, value);
    if (step !== null) return this.counted(step);
    this.unknown(value, "this row has none of the fields of a step, or one of another kind", KEPT);
    return this.counted(genericStep(decodeView(value.bytes), place));
  }

  private noteRow(row: TrajectoryRow, value: DocumentValue): void {
    this.workingDirectory ??= workingDirectoryOf(row);
    if (isRefused(row.execution_time, secondsToMs(row.execution_time)))
      this.refusedNumber(`${value.path}.execution_time`, value);
  }

  private readHistoryRow(value: DocumentValue, sourceIndex: number): void {
    this.hasHistory = true;
    if (this.hasTrajectory && this.taskMessage !== null) return;
    const row = HistoryRow.safeParse(parseValue(value.bytes));
    if (!row.success) {
      this.unknown(value, "this row is not a message", RAW_ONLY);
      return;
    }
    this.agentName ??= textOrNull(row.data.agent);
    if (this.taskMessage === null && isTaskRow(row.data)) this.taskMessage = contentText(row.data.content);
    if (!this.hasTrajectory) this.turns.add(row.data, sourceIndex, pointerTo(value));
  }

  private readMember(value: DocumentValue, data: unknown): void {
    if (value.key === "info") this.readInfo(value, data);
    else if (value.key === "replay_config") this.readReplayConfig(value, data);
    else if (value.key === "environment" && typeof data === "string") this.environmentName = data;
    else if (data !== null) this.unknown(value, "this member is of another kind than expected", RAW_ONLY);
  }

  private readInfo(value: DocumentValue, data: unknown): void {
    const info = Info.safeParse(data);
    if (!info.success) {
      if (data !== null) this.unknown(value, "this member is of another kind than expected", RAW_ONLY);
      return;
    }
    this.info = info.data;
    const stats = info.data.model_stats;
    for (const field of ["tokens_sent", "tokens_received"] as const)
      if (isRefused(stats?.[field], countOrNull(stats?.[field])))
        this.refusedNumber(`info.model_stats.${field}`, value);
    const cost = costOf(info.data);
    if (isRefused(cost, amountOrNull(cost))) this.refusedNumber("info.model_stats.instance_cost", value);
  }

  private readReplayConfig(value: DocumentValue, data: unknown): void {
    const config = ReplayConfig.safeParse(typeof data === "string" ? parseNested(data) : data);
    if (config.success) this.replayConfig = config.data;
    else if (data !== null && data !== "")
      this.unknown(value, "this member is neither an object nor one as JSON text", RAW_ONLY);
  }

  private beginTrajectory(): void {
    if (!this.hasTrajectory) this.turns.clear();
    this.hasTrajectory = true;
  }

  private counted(step: ParsedStep): ParsedStep {
    this.stepCount += 1;
    if (step.isAction) this.actionCount += 1;
    return step;
  }

  private unknown(value: DocumentValue, reason: string, nextStep: string): void {
    this.unknownRecords += 1;
    this.book.add("unknown-record", reason, nextStep, { path: value.path, byteOffset: value.byteStart });
  }

  private refusedNumber(path: string, value: DocumentValue): void {
    const reason = "this is negative, fractional, too large or no number, so it is not used as a fact";
    this.book.add("refused-number", reason, "The raw file keeps it.", { path, byteOffset: value.byteStart });
  }
}

function pointerTo({ path, byteStart, byteEnd }: DocumentValue) {
  return { path, byteStart, byteEnd };
}
