import { decodeView } from "../json/bytes.ts";

/** Lines of a head that are looked at: a session may begin with snapshots and summaries. */
const LOOK_LINES = 50;
const SPEAKS = /"type"\s*:\s*"(?:user|assistant)"/;
const KEEPS_BOOK = /"type"\s*:\s*"(?:file-history-snapshot|progress|queue-operation|summary|system)"/;
/** The first line of `claude -p --output-format stream-json`. */
const BEGINS = /"subtype"\s*:\s*"init"/;
const SESSION = /"session_?[iI]d"\s*:/;
const TREE = /"(?:parentUuid|uuid|leafUuid|messageId)"\s*:/;

/**
 * How much a head looks like a Claude Code session: lines of its kinds with a session and a place in its tree. The
 * first lines may be of any kind, and one may be longer than the head.
 */
export function recogniseClaudeCode(head: Uint8Array): number {
  const lines = decodeView(head).split("\n", LOOK_LINES);
  if (!lines[0]?.trimStart().startsWith("{")) return 0;
  for (const line of lines) {
    if (!SESSION.test(line)) continue;
    if (SPEAKS.test(line) && /"message"\s*:/.test(line)) return TREE.test(line) ? 0.95 : 0.7;
    if (BEGINS.test(line) && /"apiKeySource"\s*:|"mcp_servers"\s*:/.test(line)) return 0.9;
    if (KEEPS_BOOK.test(line) && TREE.test(line) && /"(?:isSidechain|operation|snapshot)"\s*:/.test(line)) return 0.9;
  }
  return 0;
}
