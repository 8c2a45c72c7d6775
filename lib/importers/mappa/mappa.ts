import { readRecords } from "../dialogue/read-records.ts";
import type { Importer } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { mapLog } from "./map-log.ts";

const MARKS = ["iteration", "trajectory_id"];
const TURN = ["agent_name", "agent_role", "turn_idx"];

/**
 * Debug logs of MAPPA, agents trained with a coach: `iter_0003_traj_0a1b2c3d.json`, one run a file. Authority:
 * `TrajectoryDebugLogger` in the coach utilities of github.com/ltjed/multiagent-coaching.
 */
export const mappa: Importer = {
  id: "mappa",
  version: "1",
  label: "MAPPA debug log",
  description: "debug logs of MAPPA: the prompt of each agent, and a step for each of its turns",
  proven: false,
  recognise(head) {
    const { root, members, inner, isBroken } = probeJson(head);
    if (root !== "object" || isBroken || members.get("agents") !== "array") return 0;
    const turn = inner.get("agents");
    return MARKS.every((mark) => members.has(mark)) && TURN.every((key) => turn?.has(key)) ? 0.93 : 0;
  },
  read: (bytes, { name }) =>
    readRecords(bytes, {
      map: (record, value) => mapLog(record, value, name),
      refusal: {
        reason: "this is no run of coached agents: it has no turn of an agent",
        nextStep: "A record holds `trajectory_id` and `agents`.",
      },
    }),
};
