import type { Importer } from "../importer.ts";
import { readCopilot } from "./read.ts";
import { recogniseCopilot } from "./recognise.ts";

/**
 * The event log of GitHub Copilot CLI, `session-state/<id>/events.jsonl`. No schema of it is written down; read were
 * four sessions of versions 0.0.420, 1.0.11 and 1.0.77 with tools, hooks, sub-agents, errors and shutdowns (the
 * fixtures of the repository jazzyalex/agent-sessions; many of their texts are trimmed).
 */
export const copilotCli: Importer = {
  id: "copilot-cli",
  version: "1",
  label: "Copilot CLI",
  description: "Copilot CLI event logs: a step per message and per further parallel call, sub-agents as lanes",
  proven: true,
  recognise: (head) => recogniseCopilot(head),
  read: readCopilot,
};
