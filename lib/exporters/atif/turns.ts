import type { ExportRecord, ExportStep } from "../record.ts";

/**
 * The steps of a run in the groups that ATIF shows as one step, in order: the calls that an agent made at once, and
 * everything else alone. A later call that says something of its own begins a group, since a step has one message.
 */
export async function* turnsOf(record: ExportRecord): AsyncGenerator<ExportStep[]> {
  let turn: ExportStep[] = [];
  for await (const step of record.steps()) {
    const last = turn.at(-1);
    if (last !== undefined && !isSameTurn(last, step)) {
      yield turn;
      turn = [];
    }
    turn.push(step);
  }
  if (turn.length > 0) yield turn;
}

function isSameTurn(last: ExportStep, step: ExportStep): boolean {
  return (
    isCall(last) &&
    isCall(step) &&
    step.text.thought === null &&
    step.text.message === null &&
    step.lane === last.lane &&
    step.turn === last.turn &&
    step.callOrdinal === last.callOrdinal + 1
  );
}

/** Whether ATIF can show this step as a call of a tool, which only agents make. */
export function isCall({ role, text }: ExportStep): boolean {
  return role === "agent" && text.action !== null;
}
