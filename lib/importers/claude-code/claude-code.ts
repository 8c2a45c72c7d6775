import type { Importer } from "../importer.ts";
import { readClaudeCode } from "./read.ts";
import { recogniseClaudeCode } from "./recognise.ts";

/** Sessions of Claude Code, one file a session or a sub-agent of one. Authority: the files themselves; none is published. */
export const claudeCode: Importer = {
  id: "claude-code",
  version: "3",
  label: "Claude Code session",
  description:
    "~/.claude/projects/**/*.jsonl and `claude -p --output-format stream-json`: a step per text, call and human turn",
  proven: true,
  hasLinks: true,
  recognise: recogniseClaudeCode,
  read: readClaudeCode,
};
