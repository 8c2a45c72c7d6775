import type { Importer } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { probeJson } from "../json/probe.ts";
import { readMiniSweAgent } from "./read.ts";

const NAMED = /"trajectory_format"\s*:\s*"mini-swe-agent/;
const ANSWERED = /<returncode>-?\d+<\/returncode>/;
const BLOCK = /```(?:bash|mswea_bash_command)/;

/** Trajectories of mini-swe-agent, `.traj.json`, and the bare lists of messages its first versions wrote. */
export const miniSweAgent: Importer = {
  id: "mini-swe-agent",
  version: "1",
  label: "mini-swe-agent trajectory",
  description: "mini-swe-agent .traj.json, versions 1 to 2: a step per message of the model and per further call",
  proven: true,
  recognise(head) {
    const { root, members, elements, inner, isBroken } = probeJson(head);
    if (isBroken) return 0;
    const text = decodeView(head);
    if (root === "object") {
      if (NAMED.test(text)) return 0.95;
      // A long patch may push everything but the first facts out of sight.
      if (members.size === 1 && inner.get("info")?.has("exit_status")) return 0.6;
      // The format's name stands behind a long list of messages.
      const isInfo = inner.get("info")?.has("mini_version") === true;
      return members.get("info") === "object" && (isInfo || members.get("messages") === "array") && isAgent(text)
        ? 0.9
        : 0;
    }
    return root === "array" && elements.has("role") && elements.has("content") && isAgent(text) ? 0.9 : 0;
  },
  read: readMiniSweAgent,
};

/** Blocks that are run, and what came back, in the program's own words. */
function isAgent(text: string): boolean {
  return (BLOCK.test(text) && ANSWERED.test(text)) || /"mini_version"\s*:/.test(text);
}
