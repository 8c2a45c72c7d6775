import type { Importer } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { readCodexExec } from "./read.ts";

const LOOK_LINES = 50;
const THREAD = /^\s*\{\s*"type"\s*:\s*"(?:thread\.started|session\.created)"/;
const ITEM = /^\s*\{\s*"type"\s*:\s*"item\.(?:started|updated|completed)"\s*,\s*"item"\s*:\s*\{/;

/**
 * What `codex exec --json` prints: the events of one thread, a JSON object on each line. Authority:
 * `codex-rs/exec/src/exec_events.rs`. The prompt and the times are not among them.
 */
export const codexExec: Importer = {
  id: "codex-exec",
  version: "1",
  label: "Codex exec events",
  description: "the event stream of `codex exec --json`: a step per message, thought, list of tasks and call",
  proven: false,
  recognise(head) {
    const lines = decodeView(head).split("\n", LOOK_LINES);
    if (!lines[0]?.trimStart().startsWith("{")) return 0;
    if (lines.some((line) => THREAD.test(line))) return 0.95;
    return lines.some((line) => ITEM.test(line)) ? 0.85 : 0;
  },
  read: readCodexExec,
};
