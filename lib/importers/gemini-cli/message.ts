import type { StepRole } from "../../domain/record/step.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { type Call, joined, type StatedOutcome } from "../dialogue/dialogue-steps.ts";
import { countOrNull, exitCodeOrNull, stepCountOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { type PartResult, type Parts, readParts } from "./parts.ts";
import { Message, type ToolCall } from "./schema.ts";

/** A call with what it gave, where the message already has it, and the sub-agent it started by its id. */
export type DoneCall = Call & { result: { text: string; stated: StatedOutcome } | null; agentId: string | null };

/** A message in the words of the product. */
export type ReadMessage = {
  role: StepRole;
  /** The CLI itself reports an error. */
  isError: boolean;
  thought: string | null;
  said: string | null;
  /** What a person typed, before files it names were put in. */
  typed: string | null;
  calls: DoneCall[];
  results: PartResult[];
  startedAt: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  model: string | null;
};

const ROLES = new Map<string, StepRole>([
  ["user", "user"],
  ["gemini", "agent"],
  ["model", "agent"],
  ["system", "system"],
  ["function", "user"],
  ["info", "environment"],
  ["warning", "environment"],
  ["error", "environment"],
]);

/** One message; null when it is none of a known type. `bytes` are its own, from which arguments are cut. */
export async function readMessage(value: unknown, bytes: Uint8Array): Promise<ReadMessage | null> {
  const message = Message.safeParse(value).data;
  const type = message?.type ?? message?.role ?? "";
  const role = ROLES.get(type);
  if (message === undefined || role === undefined) return null;
  const key = message.content === undefined || message.content === null ? "parts" : "content";
  const parts = await readParts(message.content ?? message.parts, key, bytes);
  const shown = await readParts(message.displayContent, "displayContent", bytes);
  const thoughts = (message.thoughts ?? []).map(({ subject, description }) =>
    [subject, description].filter((each) => each).join("\n"),
  );
  return {
    role,
    isError: type === "error",
    thought: joined(...thoughts, ...parts.thoughts),
    said: parts.said.length === 0 ? null : parts.said.join("\n"),
    typed: typedIn(shown) ?? typedIn(parts),
    calls: await callsOf(message, parts, bytes),
    results: parts.results,
    startedAt: typeof message.timestamp === "string" ? isoTime(message.timestamp) : null,
    tokensIn: stepCountOrNull(message.tokens?.input),
    tokensOut: tokensOut(message),
    model: message.model || null,
  };
}

function typedIn({ words }: Parts): string | null {
  return words.length === 0 ? null : words.join("\n");
}

/** The API counts thoughts apart from the answer; both came out of the model. */
function tokensOut({ tokens }: Message): number | null {
  const output = countOrNull(tokens?.output);
  return output === null ? null : stepCountOrNull(output + (countOrNull(tokens?.thoughts) ?? 0));
}

/** The calls the CLI ran; where it recorded none, those among the parts, whose results come later. */
async function callsOf({ toolCalls }: Message, parts: Parts, bytes: Uint8Array): Promise<DoneCall[]> {
  const calls = toolCalls ?? [];
  if (calls.length === 0) return parts.calls.map((call) => ({ ...call, result: null, agentId: null }));
  const slices = await elementSlices(bytes, "toolCalls");
  return Promise.all(calls.map((call, at) => doneCall(call, slices[at]?.bytes ?? new Uint8Array())));
}

async function doneCall(call: ToolCall, bytes: Uint8Array): Promise<DoneCall> {
  const args = await memberSlice(bytes, "args");
  const text = args ? decodeView(args.bytes) : "{}";
  return {
    id: call.id || null,
    name: call.name || "tool",
    text,
    result: await resultOf(call, bytes),
    agentId: call.agentId || null,
  };
}

const ENDED = new Set(["success", "error", "cancelled"]);
/** The report of the shell tool has a line of its own for it; some recorders escape its line ends once more. */
const EXIT_CODE = /(?:^|\n|\\n)Exit Code: (-?\d{1,9})(?:\n|\\n|$)/;

/** What went back to the model; where nothing did, what the CLI showed. A status says whether it went wrong. */
async function resultOf(call: ToolCall, bytes: Uint8Array): Promise<DoneCall["result"]> {
  const { said, results } = await readParts(call.result, "result", bytes);
  const texts = [...results.map(({ text }) => text), ...said];
  const display = typeof call.resultDisplay === "string" ? call.resultDisplay : null;
  const status = call.status ?? "";
  if (texts.length === 0 && display === null && !ENDED.has(status)) return null;
  const text = texts.length === 0 ? (display ?? "") : texts.join("\n");
  const code = call.name === "run_shell_command" ? EXIT_CODE.exec(text)?.[1] : undefined;
  const exitCode = exitCodeOrNull(code);
  const isRefused = status === "error" || status === "cancelled" || results.some(({ isError }) => isError === true);
  const isDone = status === "success" ? exitCode !== null && exitCode !== 0 : null;
  return { text, stated: { isError: isRefused ? true : isDone, exitCode } };
}
