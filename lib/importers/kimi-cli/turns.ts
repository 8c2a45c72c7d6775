import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import type { Call, StatedOutcome } from "../dialogue/dialogue-steps.ts";
import { exitCodeOrNull } from "../dialogue/number-facts.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { type LoopEvent, TextPart } from "./schema.ts";

/** One answer of the model while its events come in: what it thought, said and called. */
export type OpenTurn = {
  thoughts: string[];
  words: string[];
  /** The line of the first words, else of the first thought: where the answer stands when it calls nothing. */
  place: SessionLine | null;
  calls: { call: Call; line: SessionLine; result: { text: string; stated: StatedOutcome } | null }[];
};

export function emptyTurn(): OpenTurn {
  return { thoughts: [], words: [], place: null, calls: [] };
}

/** A part of an answer; a kind that is not known is said as its own JSON. */
export async function addPart(turn: OpenTurn, { part }: LoopEvent, line: SessionLine): Promise<void> {
  if (part?.type === "think" && typeof part.think === "string") {
    turn.thoughts.push(part.think);
    turn.place ??= line;
    return;
  }
  if (turn.words.length === 0) turn.place = line;
  const isText = part?.type === "text" && typeof part.text === "string";
  turn.words.push(isText ? (part.text ?? "") : await eventText(line, "part"));
}

/** A call, its arguments as they stand. */
export async function addCall(turn: OpenTurn, event: LoopEvent, line: SessionLine): Promise<void> {
  const text = await eventText(line, "args");
  turn.calls.push({ call: { id: event.toolCallId || null, name: event.name || "tool", text }, line, result: null });
}

const EXIT_CODE = /Command failed with exit code: (\d{1,9})\.?\s*$/;

/** A result's words and what it says of itself; a note of the tool to the model follows on a line of its own. */
export async function resultOf(
  { result }: LoopEvent,
  line: SessionLine,
): Promise<{ text: string; stated: StatedOutcome }> {
  const output = typeof result?.output === "string" ? result.output : await outputText(result?.output, line);
  const code = result?.isError === true ? EXIT_CODE.exec(output)?.[1] : undefined;
  const text = [output, result?.note ?? ""].filter((each) => each !== "").join("\n");
  return { text, stated: { isError: result?.isError ?? null, exitCode: exitCodeOrNull(code) } };
}

async function outputText(output: unknown, line: SessionLine): Promise<string> {
  if (output === undefined || output === null) return "";
  const result = await memberSlice((await memberSlice(line.bytes, "event"))?.bytes ?? line.bytes, "result");
  if (!result) return "";
  if (Array.isArray(output)) return partsText(output, "output", result.bytes);
  return decodeView((await memberSlice(result.bytes, "output"))?.bytes ?? new Uint8Array());
}

/** A list of parts as words; a part that is no text stays its own JSON. */
export async function partsText(parts: readonly unknown[], key: string, owner: Uint8Array): Promise<string> {
  const slices = await elementSlices(owner, key);
  const words = parts.map((part, at) => {
    const text = TextPart.safeParse(part);
    return text.success ? text.data.text : decodeView(slices[at]?.bytes ?? new Uint8Array());
  });
  return words.join("\n");
}

async function eventText(line: SessionLine, key: string): Promise<string> {
  const event = await memberSlice(line.bytes, "event");
  const slice = event && (await memberSlice(event.bytes, key));
  return slice ? decodeView(slice.bytes) : "{}";
}
