import type { MappingDraft, RowOwner, RunsPlace } from "@/lib/domain/mapping/field-mapping";
import type { Slot } from "@/lib/domain/mapping/point-at";

type SlotWord = { slot: Slot; name: string; hint: string };

/** The slots of a mapping in the order people fill them, with what each is. */
export const STEP_WORDS: readonly SlotWord[] = [
  { slot: "role", name: "Whose row", hint: "who speaks or acts; its values get a meaning below" },
  { slot: "message", name: "Message", hint: "what is said" },
  { slot: "thought", name: "Thought", hint: "what is thought, not said" },
  { slot: "calls", name: "List of calls", hint: "where one step can call several tools" },
  { slot: "action", name: "Action", hint: "the tool's name, or the command itself" },
  { slot: "input", name: "Arguments", hint: "what the tool was given" },
  { slot: "observation", name: "Output", hint: "what came back" },
  { slot: "callId", name: "Call id", hint: "a result names its call by it" },
  { slot: "resultOf", name: "Answers call", hint: "in a result: the id of its call" },
  { slot: "isError", name: "Failed", hint: "true, an exit code, or a word for it" },
  { slot: "lane", name: "Lane", hint: "the agent of the step, one lane each" },
  { slot: "startedAt", name: "Time", hint: "when the step began" },
  { slot: "tokensIn", name: "Tokens in", hint: "a whole number" },
  { slot: "tokensOut", name: "Tokens out", hint: "a whole number" },
];

export const RUN_WORDS: readonly SlotWord[] = [
  { slot: "runId", name: "Run id", hint: "names the run; its bytes do otherwise" },
  { slot: "instruction", name: "Task", hint: "what the run was asked" },
  { slot: "taskId", name: "Task id", hint: "shared by all attempts at one task" },
  { slot: "agent", name: "Agent", hint: "the program that ran" },
  { slot: "model", name: "Model", hint: "the model it used" },
  { slot: "outcome", name: "Outcome", hint: "how the run ended" },
];

export const BY_WORD: SlotWord = { slot: "by", name: "Run of a row", hint: "rows with one value are one run" };
const STEPS_WORD: SlotWord = { slot: "steps", name: "List of steps", hint: "" };

export function nameOfSlot(slot: Slot): string {
  const all = [...STEP_WORDS, ...RUN_WORDS, BY_WORD, STEPS_WORD];
  return all.find((word) => word.slot === slot)?.name ?? slot;
}

/** How the runs of a file can be cut. */
export const CUTS: readonly { at: RunsPlace["at"]; name: string; isLines: boolean }[] = [
  { at: "document", name: "The file is one run", isLines: false },
  { at: "each", name: "A run for each element of a list", isLines: false },
  { at: "lines", name: "A run on each line", isLines: true },
  { at: "log", name: "All lines are one run", isLines: true },
  { at: "rows", name: "Rows, told apart by a field", isLines: true },
  { at: "rows", name: "Rows of a list, told apart by a field", isLines: false },
];

export const OWNER_WORDS: Record<RowOwner, string> = {
  agent: "the agent",
  user: "a user",
  system: "the system",
  environment: "the environment",
  tool: "a tool's result",
};

export const UNIT_WORDS: Record<MappingDraft["timeUnit"], string> = {
  iso: "ISO 8601",
  s: "seconds since 1970",
  ms: "milliseconds since 1970",
};

/** Where the list of steps is, in words. */
export function describeSteps({ runs, steps }: MappingDraft): string {
  const list = runs.at === "rows" ? runs.list : steps;
  if (runs.at === "log" || list === null) return "each line";
  if (runs.at === "each") return `${runs.list === "" ? "" : runs.list}/*${steps}`;
  return list === "" ? "the whole record" : list;
}
