import type { Importer } from "../importer.ts";
import { readMessages } from "./read.ts";
import { recogniseMessages } from "./recognise.ts";

/**
 * Anthropic messages with content blocks, one conversation a line or a document: requests of the API, the
 * `api_conversation_history.json` of Cline and Roo, and the `<session>.messages.json` of Cline's newer SDK. Authority:
 * the Anthropic Messages API's own schema; for the two files, the files themselves.
 */
export const anthropicMessages: Importer = {
  id: "anthropic-messages",
  version: "1",
  label: "Anthropic messages",
  description:
    "Anthropic messages with tool_use blocks as JSONL or JSON, Cline and Roo histories: a step per message and per further parallel call",
  proven: true,
  recognise: recogniseMessages,
  read: readMessages,
};
