import { readRecords } from "../dialogue/read-records.ts";
import type { Importer } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { mapTrajectory } from "./map-trajectory.ts";

const MARKS = ["benchmark", "agent", "goal"];
const SUMMARY = ["n_steps", "cum_reward", "terminated"];
const SEEN = ["axtree", "screenshot_path"];

/**
 * Runs of web agents in BrowserGym as AgentRewardBench cleans them: one JSON document a run. Authority:
 * `Trajectory.to_dict` and `Step.to_dict` of github.com/McGill-NLP/agent-reward-bench, and its scripts
 * `convert_trajectories_to_json.py` and `clean_processed_trajectories.py`. The pickles these are made from are code
 * and are never opened.
 */
export const browsergym: Importer = {
  id: "browsergym",
  version: "1",
  label: "BrowserGym run (AgentRewardBench)",
  description: "cleaned JSON of AgentRewardBench: the first page, then a step per action with the page it led to",
  proven: false,
  recognise(head) {
    const { root, members, inner, isBroken } = probeJson(head);
    if (root !== "object" || isBroken || !MARKS.every((mark) => members.has(mark))) return 0;
    const steps = inner.get("steps");
    if (steps?.has("action") && SEEN.some((key) => steps.has(key))) return 0.93;
    // Flags and versions of packages may push the steps out of the head's sight.
    const summary = inner.get("summary_info");
    const isSummed = SUMMARY.some((key) => summary?.has(key));
    return isSummed && !members.has("judge") && (steps === undefined || steps.size === 0) ? 0.85 : 0;
  },
  read: (bytes, { name }) =>
    readRecords(bytes, {
      map: (record, value) => mapTrajectory(record, value, name),
      refusal: {
        reason: "this is no run of a web agent: it has no goal or no step",
        nextStep: "A record holds `goal` and `steps`; pickles are to be converted first.",
      },
    }),
};
