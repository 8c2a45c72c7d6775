import type { ParsedStep, SourcePointer } from "../../domain/record/step.ts";
import { contentText } from "./instruction.ts";
import type { LaneList } from "./lanes.ts";
import type { HistoryRow } from "./schema.ts";
import { textOrNull, turnStep } from "./step-parts.ts";

/** Bytes of history kept while it is unknown whether a `trajectory` follows. Files with only a history are small. */
const HELD_BYTES = 64 * 1024 * 1024;

type Turn = {
  row: HistoryRow;
  sourceIndex: number;
  sourcePointer: SourcePointer;
  observations: string[];
};

/**
 * The assistant turns of a `history`, each with the tool or user row that answers it: by `tool_call_ids` where the
 * source has them, else the next unanswered turn before the row. Only used where a file has no `trajectory`.
 */
export class HistoryTurns {
  /** Rows that answer no turn: they stay in the raw bytes and are counted. */
  unpairedRows = 0;
  /** More was held than is sensible; the turns are gone. */
  isOverflowing = false;
  private turns: Turn[] = [];
  private readonly turnOfCall = new Map<string, Turn>();
  private heldBytes = 0;

  /** Takes the next row of the list; demonstration rows are another task's and are left out. */
  add(row: HistoryRow, sourceIndex: number, sourcePointer: SourcePointer): void {
    if (row.is_demo === true || row.message_type === "demonstration") return;
    this.heldBytes += sourcePointer.byteEnd - sourcePointer.byteStart;
    if (this.heldBytes > HELD_BYTES) this.overflow();
    if (this.isOverflowing) return;
    if (row.role === "assistant") this.begin({ row, sourceIndex, sourcePointer, observations: [] });
    else if (this.turns.length > 0 && row.role !== "system") this.answer(row);
  }

  /** Forgets the turns: the file has a `trajectory`. */
  clear(): void {
    this.turns = [];
    this.turnOfCall.clear();
  }

  get length(): number {
    return this.turns.length;
  }

  /** The turns as steps, in order. */
  *steps(lanes: LaneList): Generator<ParsedStep> {
    for (const [ordinal, { row, sourceIndex, sourcePointer, observations }] of this.turns.entries()) {
      const thought = textOrNull(row.thought ?? contentText(row.content));
      const observation = observations.length === 0 ? null : textOrNull(observations.join("\n"));
      const text = { thought, action: actionText(row), observation, message: null };
      yield turnStep(text, null, { ordinal, sourceIndex, lane: lanes.indexOf(textOrNull(row.agent)), sourcePointer });
    }
  }

  private begin(turn: Turn): void {
    this.turns.push(turn);
    for (const { id } of turn.row.tool_calls ?? []) if (typeof id === "string") this.turnOfCall.set(id, turn);
  }

  private answer(row: HistoryRow): void {
    const byCall = (row.tool_call_ids ?? []).map((id) => this.turnOfCall.get(id)).find((turn) => turn !== undefined);
    const last = this.turns.at(-1);
    const turn = byCall ?? (last?.observations.length === 0 ? last : undefined);
    if (turn === undefined) this.unpairedRows += 1;
    else turn.observations.push(contentText(row.content));
  }

  private overflow(): void {
    this.isOverflowing = true;
    this.clear();
  }
}

/** The command of a turn; where only tool calls are recorded, each as its name and its arguments. */
function actionText(row: HistoryRow): string | null {
  if (row.action !== null && row.action !== undefined) return textOrNull(row.action);
  const calls = (row.tool_calls ?? []).map(({ function: called }) => {
    const given = called?.arguments;
    return `${called?.name ?? ""} ${typeof given === "string" ? given : (JSON.stringify(given) ?? "")}`.trim();
  });
  return textOrNull(calls.join("\n"));
}
