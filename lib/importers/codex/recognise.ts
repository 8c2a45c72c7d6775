import { decodeView } from "../json/bytes.ts";

const LOOK_LINES = 50;
const WRAPPED =
  /^\s*\{(?=.*"payload"\s*:)(?=.*"timestamp"\s*:).*"type"\s*:\s*"(?:session_meta|turn_context|response_item|event_msg|compacted|world_state)"/;
const BARE = /^\s*\{.*"record_type"\s*:\s*"state"/;

/** How much a head looks like a Codex rollout: a line in its envelope, or the state line of the first versions. */
export function recogniseCodex(head: Uint8Array): number {
  const lines = decodeView(head).split("\n", LOOK_LINES);
  if (!lines[0]?.trimStart().startsWith("{")) return 0;
  if (lines.some((line) => WRAPPED.test(line))) return 0.95;
  return lines.some((line) => BARE.test(line)) ? 0.9 : 0;
}
