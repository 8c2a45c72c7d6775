import { z } from "zod";
import type { StepRole } from "../../domain/record/step.ts";
import type { Call } from "../dialogue/dialogue-steps.ts";
import { decodeView } from "../json/bytes.ts";
import { memberSlice } from "../json/slices.ts";
import { taggedCalls, writtenCalls } from "./written-calls.ts";

/** A turn in the words of the product. */
export type Turn =
  | { kind: "message"; role: StepRole; thought: string | null; said: string | null }
  | { kind: "calls"; thought: string | null; calls: Call[] }
  | { kind: "results"; texts: string[] };

/** Who speaks, by the names data sets use. */
const SPEAKERS = new Map<string, StepRole>([
  ["human", "user"],
  ["user", "user"],
  ["system", "system"],
  ["gpt", "agent"],
  ["assistant", "agent"],
  ["chatgpt", "agent"],
  ["bing", "agent"],
  ["bard", "agent"],
  ["model", "agent"],
]);
const CALLS = new Set(["function_call", "tool_call", "function-call", "tool_calls"]);
const RESULTS = new Set(["observation", "tool", "function_response", "function-response", "function", "ipython"]);

const Raw = z.looseObject({
  from: z.string().optional(),
  role: z.string().optional(),
  value: z.unknown().optional(),
  content: z.unknown().optional(),
});

const THINK = /^\s*<think>([\s\S]*?)<\/think>\s*/;
const RESPONSE = /<tool_response>\s*([\s\S]*?)\s*<\/tool_response>/g;

/** One turn; null where its speaker is unknown. `bytes` are its own, from which a value that is no text is cut. */
export async function readTurn(value: unknown, bytes: Uint8Array): Promise<Turn | null> {
  const turn = Raw.safeParse(value).data;
  const speaker = turn?.from ?? turn?.role;
  if (turn === undefined || speaker === undefined) return null;
  const said = await textOf(turn.value === undefined ? "content" : "value", turn.value ?? turn.content, bytes);
  if (CALLS.has(speaker)) return { kind: "calls", thought: null, calls: await writtenCalls(said ?? "") };
  if (RESULTS.has(speaker)) return { kind: "results", texts: responsesIn(said ?? "") };
  const role = SPEAKERS.get(speaker);
  if (role === undefined) return null;
  if (role !== "agent" || said === null) return { kind: "message", role, thought: null, said };
  const think = THINK.exec(said);
  const rest = think ? said.slice(think[0].length) : said;
  const { calls, words } = await taggedCalls(rest);
  const thought = think?.[1] || null;
  if (calls.length === 0) return { kind: "message", role, thought, said: rest === "" ? null : rest };
  return { kind: "calls", thought: [thought, words].filter((each) => each).join("\n\n") || null, calls };
}

/** The results of one turn: those in tags where there are several, else the turn as it stands. */
function responsesIn(said: string): string[] {
  const tagged = [...said.matchAll(RESPONSE)].map(([, text = ""]) => text);
  return tagged.length > 1 ? tagged : [said];
}

async function textOf(key: string, value: unknown, bytes: Uint8Array): Promise<string | null> {
  if (typeof value === "string") return value === "" ? null : value;
  if (value === undefined || value === null) return null;
  const slice = await memberSlice(bytes, key);
  return slice && decodeView(slice.bytes);
}
