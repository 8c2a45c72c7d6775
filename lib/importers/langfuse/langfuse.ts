import { readRecords } from "../dialogue/read-records.ts";
import type { Importer } from "../importer.ts";
import { mapTrace } from "./map-trace.ts";
import { recogniseLangfuse } from "./recognise.ts";

/** Traces of Langfuse with their observations. One trace is in memory at a time. */
export const langfuse: Importer = {
  id: "langfuse",
  version: "2",
  label: "Langfuse trace",
  description:
    "Langfuse traces with observations: a step per message to a model, call of a model, tool, agent or event",
  proven: true,
  recognise: recogniseLangfuse,
  read: (bytes, { name }) =>
    readRecords(bytes, {
      map: (record) => mapTrace(record, name),
      refusal: {
        reason: "this is no trace with observations that a person could read",
        nextStep: "Download the trace with its observations; each record holds `trace` and `observations`.",
      },
    }),
};
