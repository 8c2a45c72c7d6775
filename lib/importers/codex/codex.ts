import type { Importer } from "../importer.ts";
import { readCodex } from "./read.ts";
import { recogniseCodex } from "./recognise.ts";

/** Rollouts of OpenAI's Codex CLI, one file a session, in all their drifts. */
export const codex: Importer = {
  id: "codex",
  version: "2",
  label: "Codex CLI rollout",
  description: "~/.codex/sessions/**/rollout-*.jsonl: a step per message, thought with words, and call",
  proven: true,
  hasLinks: true,
  recognise: recogniseCodex,
  read: readCodex,
};
