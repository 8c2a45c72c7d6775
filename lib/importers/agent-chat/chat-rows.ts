import { z } from "zod";
import type { Lane, ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { DialogueSteps } from "../dialogue/dialogue-steps.ts";
import { NoteBook } from "../dialogue/note-book.ts";
import type { MappedRun } from "../dialogue/read-records.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import type { Slice } from "../json/slices.ts";

const Said = z.looseObject({ content: z.string(), role: z.string(), name: z.string().nullish().catch(null) });
/** "Orchestrator (thought)", "Orchestrator (-> WebSurfer)". */
const SPOKEN = /^(?<speaker>.*?)\s*\((?<how>[^()]*)\)$/;
const PERSON = new Set(["human", "user_proxy", "UserProxy"]);
const TERMINAL = /terminal/i;

/** What a chat of agents says of the run, besides its rows. */
export type ChatFacts = Pick<ParsedRun, "runId" | "task" | "agent" | "environment">;

/**
 * A chat of agents as a run: a row for each entry, a lane for each agent in the order they speak. A thought an agent
 * keeps to itself is one, a terminal is the environment, and so is whatever it prints.
 */
export function mapChat(
  entries: readonly { path: string; slice: Slice }[],
  factsOf: (asked: string | null) => ChatFacts,
): MappedRun {
  const rows = new DialogueSteps();
  const book = new NoteBook();
  const lanes = new Map<string, number>();
  const steps: ParsedStep[] = [];
  let asked: string | null = null;
  let unknownRecords = 0;
  for (const [sourceIndex, { path, slice }] of entries.entries()) {
    const { byteStart, byteEnd, bytes } = slice;
    const place = { sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const entry = Said.safeParse(parseValue(bytes)).data;
    if (!entry) {
      unknownRecords += 1;
      const reason = "this is no entry of a chat: it has no content or no role";
      book.add("unknown-record", reason, "It is kept; look at its source.", { path, byteOffset: byteStart });
      steps.push(rows.generic(decodeView(bytes), { ...place, lane: 0 }));
      continue;
    }
    const { speaker, how } = speakerOf(entry);
    const words = entry.content === "" ? null : entry.content;
    if (PERSON.has(speaker)) {
      asked ??= words;
      steps.push(rows.message("user", { thought: null, message: words }, { ...place, lane: 0 }));
      continue;
    }
    const lane = lanes.get(speaker) ?? lanes.size;
    lanes.set(speaker, lane);
    const said = how === "thought" ? { thought: words, message: null } : { thought: null, message: words };
    steps.push(rows.message(TERMINAL.test(speaker) ? "environment" : "agent", said, { ...place, lane }));
  }
  const run: ParsedRun = {
    ...factsOf(asked),
    agentVersion: null,
    model: null,
    lanes: lanesOf([...lanes.keys()]),
    exitStatus: null,
    submission: null,
    tokensIn: null,
    tokensOut: null,
    costUsd: null,
    stepCount: rows.stepCount,
    actionCount: rows.actionCount,
    unknownRecords,
  };
  return { steps, run, notes: book.problems(), identity: null };
}

/** In a dumped chat the role is the dumper's view, so only the name tells who spoke; without one it is the role. */
function speakerOf({ name, role }: z.infer<typeof Said>): { speaker: string; how: string | null } {
  if (name) return { speaker: name, how: null };
  const { speaker, how } = SPOKEN.exec(role)?.groups ?? {};
  return { speaker: speaker || role, how: how ?? null };
}

function lanesOf(names: readonly string[]): Lane[] {
  if (names.length === 0) return [{ name: "agent", role: "main" }];
  return names.map((name, at) => ({ name, role: at === 0 ? "main" : TERMINAL.test(name) ? "tool-user" : "other" }));
}
