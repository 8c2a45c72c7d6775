import { z } from "zod";
import type { StatedOutcome } from "../dialogue/dialogue-steps.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import type { Item } from "./schema.ts";

/** An item that is a call: the tool's name, what it was given, and what came back as far as the item knows. */
export type CallItem = { name: string; text: string; target?: string; output: string; stated: StatedOutcome };

const TextPart = z.looseObject({ type: z.literal("text"), text: z.string() });
const FAILED = new Set(["failed", "declined"]);

/** Null for an item that is no call. `bytes` are the item's own. */
export async function callOf(item: Item, type: string, bytes: Uint8Array): Promise<CallItem | null> {
  const isError = item.status === "completed" ? false : FAILED.has(item.status ?? "") ? true : null;
  if (type === "command_execution") {
    const { exit_code: code } = item;
    const exitCode = typeof code === "number" && Number.isSafeInteger(code) ? code : null;
    // The shell's name, so that the command is read as one.
    return {
      name: "shell",
      text: item.command ?? "",
      output: item.aggregated_output ?? "",
      stated: { isError, exitCode },
    };
  }
  if (type === "file_change") {
    const target = (item.changes ?? []).flatMap(({ path }) => path || []).join(" ");
    const text = (await jsonOf(bytes, "changes")) ?? "[]";
    return { name: "apply_patch", text, target, output: "", stated: { isError } };
  }
  if (type === "mcp_tool_call") {
    const name = [item.server, item.tool].filter(Boolean).join(".") || "mcp";
    const output = item.error?.message ?? (await resultOf(item, bytes));
    return { name, text: (await jsonOf(bytes, "arguments")) ?? "{}", output, stated: { isError } };
  }
  if (type === "collab_tool_call") {
    const output = (await jsonOf(bytes, "agents_states")) ?? "";
    return { name: item.tool ?? "agent", text: item.prompt ?? "", output, stated: { isError } };
  }
  if (type !== "web_search") return null;
  return { name: "web_search", text: item.query ?? "", output: "", stated: {} };
}

/** Text by line, whatever is no text as its own JSON. */
async function resultOf({ result }: Item, bytes: Uint8Array): Promise<string> {
  const slice = result ? await memberSlice(bytes, "result") : null;
  if (!slice) return "";
  const parts = await elementSlices(slice.bytes, "content");
  if (!Array.isArray(result?.content) || parts.length === 0) return decodeView(slice.bytes);
  const words = result.content.map(
    (part: unknown, at) => TextPart.safeParse(part).data?.text ?? decodeView(parts[at]?.bytes ?? new Uint8Array()),
  );
  return words.join("\n");
}

async function jsonOf(bytes: Uint8Array, key: string): Promise<string | null> {
  const slice = await memberSlice(bytes, key);
  return slice && decodeView(slice.bytes);
}
