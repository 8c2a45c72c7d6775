import type { Importer } from "../importer.ts";
import { readSweAgent } from "./read.ts";
import { recogniseSweAgent } from "./recognise.ts";

/** SWE-agent `.traj`: one JSON object per run. Authority: SWE-agent/SWE-agent, sweagent/types.py. */
export const sweAgent: Importer = {
  id: "swe-agent",
  version: "1",
  label: "SWE-agent",
  description: "SWE-agent .traj: one run per file, one step per executed command, totals from info.model_stats",
  proven: true,
  recognise: (head) => recogniseSweAgent(head),
  read: readSweAgent,
};
