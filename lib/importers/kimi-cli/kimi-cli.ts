import type { Importer } from "../importer.ts";
import { readKimi } from "./read.ts";
import { recogniseKimi } from "./recognise.ts";

/**
 * The wire log of Kimi Code CLI, `agents/<id>/wire.jsonl`, protocol 1.4. No schema of it is written down; read were a
 * session of a main agent with tools, plan mode and compaction, one that was cancelled twice, and one of a sub-agent
 * (the fixtures of the repository jazzyalex/agent-sessions). `state.json` beside a log is no run.
 */
export const kimiCli: Importer = {
  id: "kimi-cli",
  version: "2",
  label: "Kimi CLI",
  description: "Kimi Code CLI wire logs: a step per message, per answer of the model and per further parallel call",
  proven: true,
  hasLinks: true,
  recognise: (head) => recogniseKimi(head),
  read: readKimi,
};
