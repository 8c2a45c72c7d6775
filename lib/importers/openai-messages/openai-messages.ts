import type { Importer } from "../importer.ts";
import { readMessages } from "./read.ts";
import { recogniseMessages } from "./recognise.ts";

/** OpenAI chat messages with tool calls, one conversation a line or a document. Authority: the OpenAI API's own schema. */
export const openaiMessages: Importer = {
  id: "openai-messages",
  version: "1",
  label: "OpenAI messages",
  description:
    "OpenAI chat messages as JSONL or JSON, with their dialects: a step per message and per further parallel call",
  proven: true,
  recognise: recogniseMessages,
  read: readMessages,
};
