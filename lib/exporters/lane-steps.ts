import type { ExportRecord, ExportStep } from "./record.ts";

/** Lanes in which an agent did or said something, the main lane first. */
export async function agentLanes(record: ExportRecord): Promise<number[]> {
  const lanes = new Set<number>();
  for await (const { lane, role } of record.steps()) if (role === "agent") lanes.add(lane);
  return [...lanes].sort((a, b) => a - b);
}

/** The steps of one lane in groups: parallel calls of one turn together, everything else alone. */
export async function* laneTurns(record: ExportRecord, lane: number): AsyncGenerator<ExportStep[]> {
  let turn: ExportStep[] = [];
  for await (const step of record.steps()) {
    if (step.lane !== lane) continue;
    const [first] = turn;
    const belongs =
      first !== undefined &&
      step.role === "agent" &&
      first.role === "agent" &&
      step.callOrdinal > 0 &&
      step.turn === first.turn;
    if (!belongs && turn.length > 0) {
      yield turn;
      turn = [];
    }
    turn.push(step);
  }
  if (turn.length > 0) yield turn;
}

/** Whether anything a person or the system said stands before the lane's first agent step. */
export async function hasOpening(record: ExportRecord, lane: number): Promise<boolean> {
  for await (const step of record.steps()) {
    if (step.lane !== lane) continue;
    if (step.role === "agent") return false;
    if (step.role === "user" || step.role === "system") return true;
  }
  return false;
}
