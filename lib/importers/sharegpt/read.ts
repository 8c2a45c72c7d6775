import type { ImportOutcome } from "../../domain/record/import-outcome.ts";
import { readRecordList } from "../dialogue/read-record-list.ts";
import { type RecordFormat, readRecords } from "../dialogue/read-records.ts";
import { withHead } from "../dialogue/with-head.ts";
import type { ImportContext } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { conversationsOf } from "./conversations.ts";
import { mapConversation } from "./map-conversation.ts";
import { isRecord } from "./recognise.ts";

const REFUSAL = {
  reason: "this is no conversation: it has no list of turns",
  nextStep: "Each record holds `conversations`, a list of turns with `from` and `value`.",
};

/**
 * Streams ShareGPT: a run for each element of a list of records, for each line, or for one document. One record is in
 * memory at a time, and the head of the file until it shows which of these it is.
 */
export async function* readSharegpt(
  bytes: AsyncIterable<Uint8Array>,
  context: ImportContext,
): AsyncGenerator<ImportOutcome> {
  const { name } = context;
  const format: RecordFormat = {
    async map(record, value) {
      const conversations = await conversationsOf(record, value);
      return Promise.all(conversations.map((conversation) => mapConversation(conversation, name)));
    },
    refusal: REFUSAL,
  };
  const { head, all } = await withHead(bytes);
  const { root, elements } = probeJson(head);
  if (!context.from && root === "array" && isRecord(elements)) yield* readRecordList(all, format);
  else yield* readRecords(all, format, context);
}
