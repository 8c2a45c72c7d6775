import type { Call } from "../dialogue/dialogue-steps.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { memberText, sourceText } from "./content.ts";
import { type Result, type Step, SubagentRef } from "./schema.ts";

/** A reference to another agent's trajectory, embedded in the file or elsewhere; `source` is its JSON. */
export type AgentRef = {
  trajectoryId: string | null;
  sessionId: string | null;
  file: string | null;
  source: string;
};

/** One result of a step: the call it names, its words, and the agents it refers to. */
export type StepResult = { callId: string | null; text: string | null; refs: AgentRef[] };

/** The results of a step, in order. A result that only refers to an agent says so in the reference's own JSON. */
export async function resultsOf(step: Step, bytes: Uint8Array): Promise<StepResult[]> {
  const results = step.observation?.results ?? [];
  if (results.every(isPlain))
    return results.map(({ source_call_id: id, content }) => {
      return { callId: id || null, text: typeof content === "string" && content !== "" ? content : null, refs: [] };
    });
  const observation = await memberSlice(bytes, "observation");
  const slices = observation ? await elementSlices(observation.bytes, "results") : [];
  return Promise.all(results.map((result, at) => readResult(result, slices[at]?.bytes ?? new Uint8Array())));
}

function isPlain({ content, subagent_trajectory_ref: ref }: Result): boolean {
  return (typeof content === "string" || (content ?? null) === null) && (ref ?? null) === null;
}

async function readResult(result: Result, bytes: Uint8Array): Promise<StepResult> {
  const { source_call_id: id, content, subagent_trajectory_ref: ref } = result;
  const refs = await refsOf(ref, bytes);
  const said = await memberText(bytes, "content", content);
  const text = said ?? (refs.length === 0 ? null : await sourceText(bytes, "subagent_trajectory_ref"));
  return { callId: id || null, text, refs };
}

async function refsOf(ref: unknown, bytes: Uint8Array): Promise<AgentRef[]> {
  if (ref === null || ref === undefined) return [];
  if (!Array.isArray(ref)) return [refOf(ref, (await sourceText(bytes, "subagent_trajectory_ref")) ?? "")];
  const slices = await elementSlices(bytes, "subagent_trajectory_ref");
  return ref.map((each, at) => refOf(each, decodeView(slices[at]?.bytes ?? new Uint8Array())));
}

function refOf(value: unknown, source: string): AgentRef {
  const { data } = SubagentRef.safeParse(value);
  const { trajectory_id: trajectoryId, session_id: sessionId, trajectory_path: file } = data ?? {};
  return { trajectoryId: trajectoryId || null, sessionId: sessionId || null, file: file || null, source };
}

/** Which call a result belongs to, by its place in the list; `isOrphan` when it names a call the step has not. */
export type ResultPlace = { at: number; isOrphan: boolean };

/**
 * Results to their calls: by id, the first unanswered call of that id; those without an id in order, when there are as
 * many as calls that no result names; all others to the last call. At least one call.
 */
export function placeResults(calls: readonly Call[], results: readonly StepResult[]): ResultPlace[] {
  const byId = new CallsById(calls);
  const named = results.map(({ callId }) => (callId === null ? null : byId.take(callId)));
  const open = calls.flatMap((_, at) => (byId.answered.has(at) ? [] : [at]));
  const isInOrder = results.filter(({ callId }) => callId === null).length === open.length;
  const last = calls.length - 1;
  let next = 0;
  return results.map(({ callId }, index) => {
    const at = named[index] ?? null;
    if (callId !== null) return { at: at ?? last, isOrphan: at === null };
    next += 1;
    return { at: (isInOrder ? open[next - 1] : undefined) ?? last, isOrphan: false };
  });
}

/** The calls of one step by id; several may share one. */
class CallsById {
  readonly answered = new Set<number>();
  private readonly waiting = new Map<string, number[]>();

  constructor(calls: readonly Call[]) {
    for (const [at, { id }] of calls.entries())
      if (id !== null) this.waiting.set(id, [...(this.waiting.get(id) ?? []), at]);
  }

  /** The first call of this id that has no result; the last one when all have; null when there is none. */
  take(id: string): number | null {
    const calls = this.waiting.get(id) ?? [];
    const at = (calls.length > 1 ? calls.shift() : calls[0]) ?? null;
    if (at !== null) this.answered.add(at);
    return at;
  }
}
