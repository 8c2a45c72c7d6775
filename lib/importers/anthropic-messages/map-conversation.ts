import type { MappedRun } from "../dialogue/read-records.ts";
import { messageValue, type Conversation } from "./conversation.ts";
import { RunRows } from "./run-rows.ts";
import { runOf } from "./run-of.ts";
import { Block, Message } from "./schema.ts";
import { isWrittenTrace } from "./written-calls.ts";

/**
 * A conversation as a run: a step for each message, or for each call of one. Results stand at the call they answer by
 * its id; a message that holds nothing but results is no step of its own.
 */
export async function mapConversation(conversation: Conversation, fileName: string): Promise<MappedRun> {
  const values = conversation.messages.map(messageValue);
  const rows = new RunRows(isWritten(values));
  for (const [sourceIndex, { path, slice }] of conversation.messages.entries()) {
    const { byteStart, byteEnd, bytes } = slice;
    const facts = { lane: 0, sourceIndex, sourcePointer: { path, byteStart, byteEnd } };
    const message = Message.safeParse(values[sourceIndex]);
    if (message.success) await rows.add(message.data, bytes, facts);
    else rows.addUnknown(bytes, facts);
  }
  return { steps: rows.steps, run: runOf(conversation, rows, fileName), notes: rows.book.problems(), identity: null };
}

/** Calls are written into the text where none is a block of its own and a user's turn shows the harness of that kind. */
function isWritten(values: readonly unknown[]): boolean {
  let isTraced = false;
  for (const value of values) {
    const content = Message.safeParse(value).data?.content;
    const blocks = Array.isArray(content) ? content.map((item) => Block.safeParse(item).data) : [];
    if (blocks.some((block) => block?.type === "tool_use")) return false;
    const texts = typeof content === "string" ? [content] : blocks.map((block) => block?.text ?? "");
    isTraced ||= texts.some(isWrittenTrace);
  }
  return isTraced;
}
