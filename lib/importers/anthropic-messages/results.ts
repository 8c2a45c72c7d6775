import { z } from "zod";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { type Block, Report } from "./schema.ts";

/** What came back of a call; `isError` is null where the source does not say. */
export type ToolResult = { callId: string | null; text: string; isError: boolean | null };

const REPORTED = new Set(["query", "result", "success"]);
const TextBlock = z.looseObject({ type: z.literal("text"), text: z.string() });

/**
 * A result's words: text as it is, blocks by line, and whatever is no text as its own JSON. The reports of Cline's SDK
 * read as the query and what it gave, and say themselves whether they failed; a report in a string stays that string.
 */
export async function readResult(block: Block, bytes: Uint8Array): Promise<ToolResult> {
  const { content, is_error: stated } = block;
  const callId = block.tool_use_id || null;
  if (content === undefined || content === null) return { callId, text: "", isError: stated ?? null };
  if (typeof content === "string")
    return { callId, text: content, isError: stated ?? hasFailed([parsedOrNull(content)].flat()) };
  if (!Array.isArray(content)) {
    const slice = await memberSlice(bytes, "content");
    return { callId, text: slice ? decodeView(slice.bytes) : "", isError: stated ?? null };
  }
  const slices = await elementSlices(bytes, "content");
  const words = content.map((item: unknown, at) => wordsOf(item) ?? decodeView(slices[at]?.bytes ?? new Uint8Array()));
  return { callId, text: words.join("\n"), isError: stated ?? hasFailed(content) };
}

/** Null for an item that is neither text nor a report of nothing but text. */
function wordsOf(item: unknown): string | null {
  const text = TextBlock.safeParse(item);
  if (text.success) return text.data.text;
  const report = Report.safeParse(item);
  if (!report.success || typeof report.data.result !== "string") return null;
  const { query, result } = report.data;
  return Object.keys(report.data).every((key) => REPORTED.has(key)) ? `${query}\n${result}` : null;
}

/** Whether any report says that it failed; null unless all items are reports. */
function hasFailed(items: readonly unknown[]): boolean | null {
  const reports = items.map((item) => Report.safeParse(item).data);
  if (reports.length === 0 || reports.includes(undefined)) return null;
  return reports.some((report) => report?.success === false);
}

/** Longest text parsed as JSON here, in UTF-16 units. */
const MAX_REPORT = 1_000_000;

function parsedOrNull(text: string): unknown {
  if (text.length > MAX_REPORT || !/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
