import type { Call, StatedOutcome } from "../dialogue/dialogue-steps.ts";
import { amountOrNull } from "../dialogue/number-facts.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import type { AssistantMessage, ExecutionComplete } from "./schema.ts";

/** The calls a message asks for; `bytes` are the event's own, from which arguments are cut as they stand. */
export async function requestedCalls({ toolRequests }: AssistantMessage, bytes: Uint8Array): Promise<Call[]> {
  const requests = toolRequests ?? [];
  if (requests.length === 0) return [];
  const data = await memberSlice(bytes, "data");
  const slices = data ? await elementSlices(data.bytes, "toolRequests") : [];
  return Promise.all(
    requests.map(async ({ toolCallId, name, arguments: args }, at): Promise<Call> => {
      const text = await argumentsText(args, slices[at]?.bytes ?? new Uint8Array());
      return { id: toolCallId || null, name: name || "tool", text };
    }),
  );
}

/** A call that was run and that no message asks for. */
export async function startedCall(
  { toolCallId, toolName, arguments: args }: { toolCallId: string; toolName?: string | null; arguments?: unknown },
  bytes: Uint8Array,
): Promise<Call> {
  const data = await memberSlice(bytes, "data");
  return { id: toolCallId, name: toolName || "tool", text: await argumentsText(args, data?.bytes ?? new Uint8Array()) };
}

async function argumentsText(args: unknown, owner: Uint8Array): Promise<string> {
  if (typeof args === "string") return args;
  if (args === undefined || args === null) return "{}";
  const slice = await memberSlice(owner, "arguments");
  return slice ? decodeView(slice.bytes) : "{}";
}

/** What a tool gave back to the model, and what the log says of it. */
export function outcomeOf(done: ExecutionComplete): { text: string; stated: StatedOutcome } {
  const { result, error, success, toolTelemetry } = done;
  const text = result?.content || error?.message || result?.detailedContent || "";
  const isError = typeof success === "boolean" ? !success : null;
  return { text, stated: { isError, durationMs: amountOrNull(toolTelemetry?.metrics?.durationMs) } };
}
