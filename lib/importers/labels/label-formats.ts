import { annotations } from "./annotations.ts";
import { agentRx } from "./agentrx.ts";
import type { LabelReader } from "./label-reader.ts";
import { langfuseScores } from "./langfuse.ts";
import { mastModes } from "./mast.ts";
import { phoenixAnnotations } from "./openinference.ts";
import { prm800kRatings } from "./prm800k.ts";
import { trailErrors } from "./trail.ts";
import { whoAndWhenMistake } from "./who-and-when.ts";

/** Files of labels that are read, by their structure. */
export const LABEL_FORMATS = [
  "annotations",
  "who-and-when",
  "agentrx",
  "mast",
  "trail",
  "prm800k",
  "langfuse",
  "openinference",
] as const;
export type LabelFormat = (typeof LABEL_FORMATS)[number];

type Entry = {
  label: string;
  description: string;
  /** False while no real file of the format has been read; such formats count in no total. */
  proven: boolean;
  reader: () => LabelReader;
};

export const LABEL_READERS: Record<LabelFormat, Entry> = {
  annotations: {
    label: "Annotations",
    description: "labels of any taxonomy, one JSON object a line",
    proven: true,
    reader: () => ({ read: annotations }),
  },
  "who-and-when": {
    label: "Who&When mistake",
    description: "who made the decisive mistake and at which entry, from the run's own file",
    proven: true,
    reader: () => ({ read: whoAndWhenMistake }),
  },
  agentrx: {
    label: "AgentRx ground truth",
    description: "failures of runs at their entries, one of them the root cause",
    proven: true,
    reader: () => ({ read: agentRx }),
  },
  mast: {
    label: "MAST modes",
    description: "failure modes an annotator saw in a run, or several annotators",
    proven: false,
    reader: () => ({ read: mastModes }),
  },
  trail: {
    label: "TRAIL errors",
    description: "errors at spans of a trace with their impact, and scores of the trace",
    proven: false,
    reader: () => ({ read: trailErrors }),
  },
  prm800k: {
    label: "PRM800K ratings",
    description: "ratings of the steps of labelled solutions, from the runs' own file",
    proven: true,
    reader: () => ({ read: prm800kRatings }),
  },
  langfuse: {
    label: "Langfuse scores",
    description: "scores and corrections that people gave traces and observations, from the run's own file",
    proven: true,
    reader: () => ({ read: langfuseScores }),
  },
  openinference: {
    label: "Phoenix annotations",
    description: "annotations of spans and traces as Phoenix exports them",
    proven: false,
    reader: phoenixAnnotations,
  },
};
