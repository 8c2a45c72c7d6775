import { probeJson } from "../json/probe.ts";

const LF = 0x0a;
const MEMBERS = ["type", "data", "id", "timestamp", "parentId"];
const START = /"type"\s*:\s*"session\.start"/;
const EVENTS = /"type"\s*:\s*"(?:user\.message|assistant\.(?:message|turn_start)|tool\.execution_(?:start|complete))"/;

/** How much a head looks like Copilot's event log: the envelope of its events, and a type that only it has. */
export function recogniseCopilot(head: Uint8Array): number {
  const feed = head.indexOf(LF);
  const { root, isBroken, members } = probeJson(feed < 0 ? head : head.subarray(0, feed));
  if (root !== "object" || isBroken || members.get("data") !== "object") return 0;
  if (!MEMBERS.every((member) => members.has(member))) return 0;
  const text = new TextDecoder().decode(head);
  if (START.test(text)) return 0.95;
  return EVENTS.test(text) ? 0.85 : 0;
}
