import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { type RecordFormat, readRecords } from "../dialogue/read-records.ts";
import type { ImportContext } from "../importer.ts";
import { conversationsOf } from "./conversations.ts";
import { mapConversation } from "./map-conversation.ts";

/** Streams OpenAI messages: a conversation, or the two sides of a preference, on each line or in one document. */
export function readMessages(bytes: AsyncIterable<Uint8Array>, context: ImportContext): AsyncGenerator<ImportOutcome> {
  const { name } = context;
  const format: RecordFormat = {
    async map(record, value) {
      return conversationsOf(record, value).map((conversation) => mapConversation(conversation, name));
    },
    refusal: {
      reason: "this is no conversation: it has no list of messages with roles",
      nextStep: "Each record holds `messages`, or is a list of them.",
    },
  };
  return readRecords(bytes, format, context);
}
