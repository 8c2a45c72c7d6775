import type { Importer } from "../importer.ts";
import { readGemini } from "./read.ts";
import { recogniseGemini } from "./recognise.ts";

/**
 * Sessions of Gemini CLI: the document `session-*.json`, the log `session-*.jsonl` since 0.40, and checkpoints with a
 * `history`. Authority: gemini-cli, chatRecordingTypes.ts and chatRecordingService.ts; for checkpoints, files alone.
 */
export const geminiCli: Importer = {
  id: "gemini-cli",
  version: "2",
  label: "Gemini CLI",
  description:
    "Gemini CLI sessions as JSON or JSONL, patches and rewinds applied: a step per message and per further parallel call",
  proven: true,
  hasLinks: true,
  recognise: (head) => recogniseGemini(head),
  read: readGemini,
};
