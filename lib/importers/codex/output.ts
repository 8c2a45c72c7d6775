import { z } from "zod";
import type { StatedOutcome } from "../dialogue/dialogue-steps.ts";
import { exitCodeOrNull, secondsToMs } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { Printed } from "./schema.ts";

/** What a call gave, and what the source states of it. */
export type Output = { text: string; stated: StatedOutcome };

const TextPart = z.looseObject({ text: z.string() });
const EXITED = /^(?:Exit code: |Process exited with code )(-?\d{1,10})\b/m;
/** Where a statement of the exit code stands in what a command printed. */
const HEAD_UNITS = 400;

/**
 * The result of an item: text, JSON in a string with what was printed and how it ended, or parts. `bytes` are the
 * item's own; what is no text is said as its own JSON.
 */
export async function readOutput(value: unknown, bytes: Uint8Array, key: string): Promise<Output> {
  if (typeof value === "string") return readText(value);
  const slice = await memberSlice(bytes, key);
  const json = slice ? decodeView(slice.bytes) : "";
  if (!Array.isArray(value)) return { text: TextPart.safeParse(value).data?.text ?? json, stated: {} };
  const slices = slice ? await elementSlices(slice.bytes, null) : [];
  const words = value.map((part: unknown, at) => {
    return TextPart.safeParse(part).data?.text ?? decodeView(slices[at]?.bytes ?? new Uint8Array());
  });
  return { text: words.join("\n"), stated: {} };
}

function readText(text: string): Output {
  const printed = Printed.safeParse(parsedOrNull(text)).data;
  if (printed) {
    const exitCode = exitCodeOrNull(printed.metadata?.exit_code);
    return { text: printed.output, stated: { exitCode, durationMs: secondsToMs(printed.metadata?.duration_seconds) } };
  }
  const exited = EXITED.exec(text.slice(0, HEAD_UNITS))?.[1];
  return { text, stated: exited === undefined ? {} : { exitCode: exitCodeOrNull(exited) } };
}

const MAX_JSON_UNITS = 16 * 1024 * 1024;

function parsedOrNull(text: string): unknown {
  if (!text.startsWith("{") || text.length > MAX_JSON_UNITS) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
