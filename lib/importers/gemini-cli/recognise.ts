import { type Probe, probeJson } from "../json/probe.ts";

const LF = 0x0a;
const SPEAKS = /"type"\s*:\s*"(?:user|gemini|info|error|warning)"/;

/** How much a head looks like Gemini CLI: a session with a project's hash, or a list of contents with parts. */
export function recogniseGemini(head: Uint8Array): number {
  const feed = head.indexOf(LF);
  const line = feed < 0 ? head : head.subarray(0, feed);
  const first = probeJson(line);
  // A pretty-printed document shows its structure over many lines only.
  const isOneLine = !first.isBroken && (first.members.size > 0 || first.elements.size > 0);
  return score(isOneLine ? first : probeJson(head), new TextDecoder().decode(head));
}

function score({ root, isBroken, members, inner, elements }: Probe, text: string): number {
  if (isBroken) return 0;
  if (root === "array") return areContents(elements) ? 0.7 : 0;
  if (members.has("sessionId") && members.has("projectHash") && !members.has("uuid")) return 0.95;
  if (members.get("history") === "array" && areContents(inner.get("history"))) return 0.85;
  // Without the hash, the list itself has to speak.
  const keys = inner.get("messages");
  const isSession = members.has("sessionId") && keys?.has("type") && keys.has("content") && !keys.has("role");
  return isSession && SPEAKS.test(text) ? 0.8 : 0;
}

function areContents(keys: ReadonlySet<string> | undefined): boolean {
  return keys !== undefined && keys.has("role") && keys.has("parts");
}
