import { readRecords } from "../dialogue/read-records.ts";
import type { Importer } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { mapOutput } from "./map-output.ts";

const LF = 0x0a;

/** Runs of OpenHands: `output.jsonl` of an evaluation or of the resolver, and bare lists of events. */
export const openhands: Importer = {
  id: "openhands",
  version: "1",
  label: "OpenHands",
  description: "OpenHands output.jsonl and lists of events: a step per action, message and staging event",
  proven: true,
  recognise(head) {
    const feed = head.indexOf(LF);
    const whole = probeJson(head);
    if (whole.root === "array" && !whole.isBroken) return isEvent(whole.elements) ? 0.93 : 0;
    const { root, members, inner, isBroken } = probeJson(feed < 0 ? head : head.subarray(0, feed));
    if (root !== "object" || isBroken) return 0;
    if (members.has("history") && isEvent(inner.get("history") ?? new Set())) return 0.93;
    // A line may be longer than the head.
    const isEvaluation = members.has("instance_id") && members.has("test_result") && members.has("metadata");
    const isResolver = members.has("issue") && members.has("issue_type") && members.has("git_patch");
    return isEvaluation || isResolver ? 0.9 : 0;
  },
  read: (bytes, { name }) =>
    readRecords(bytes, {
      map: (record, value) => mapOutput(record, value, name),
      refusal: {
        reason: "this is no run: it has no history of events",
        nextStep: "A record holds `history`, or is a list of events.",
      },
    }),
};

function isEvent(keys: ReadonlySet<string>): boolean {
  const hasKind = keys.has("action") || keys.has("observation");
  return hasKind && (keys.has("source") || keys.has("keep_prompt") || keys.has("command_id"));
}
