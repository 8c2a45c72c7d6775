import type { ImportProblem } from "../../domain/record/import-outcome.ts";

/** The document is sound JSON but no run; `saw` says in words what stands at its top level. */
export function notARun(saw: string): ImportProblem {
  const wanted = "a run of SWE-agent is an object with a list `trajectory` or `history`";
  const nextStep = "Choose the format the file was written in, or upload the run itself.";
  return quarantine("not-a-run", `At the top level: this is ${saw}, and ${wanted}. ${nextStep}`);
}

/** A history without a trajectory that is too large to derive steps from. */
export function historyTooLong(): ImportProblem {
  const reason = "it is too large to derive steps from, and the file has no trajectory";
  return { ...quarantine("too-large", `At history: ${reason}. Upload the complete .traj.`), path: "history" };
}

function quarantine(code: string, message: string): ImportProblem {
  return { severity: "quarantine", code, message, line: null, path: null, byteOffset: null };
}
