import type { Importer } from "../importer.ts";
import { probeJson } from "../json/probe.ts";
import { readAtof } from "./read.ts";

const LF = 0x0a;
const ENVELOPE = ["kind", "atof_version", "uuid", "timestamp", "name"];

/**
 * Event logs of NVIDIA's NeMo Agent Toolkit and NeMo Relay (ATOF): scopes that begin and end, and marks, one on a line.
 * Authority: `packages/nvidia_nat_atif/atof-event-format.md`, version 0.1.
 */
export const atof: Importer = {
  id: "atof",
  version: "1",
  label: "ATOF event log",
  description: "events of NeMo Agent Toolkit: a step per answer of a model, call, mark and other leaf of the scopes",
  proven: true,
  recognise(head) {
    const feed = head.indexOf(LF);
    const { root, isBroken, members } = probeJson(feed < 0 ? head : head.subarray(0, feed));
    return root === "object" && !isBroken && ENVELOPE.every((member) => members.has(member)) ? 0.97 : 0;
  },
  read: readAtof,
};
