import type { Taxonomy } from "./taxonomy.ts";

/** Ids of the dimensions the studio knows how to draw; the labels inside them are data. */
export const PHASE = "phase";
export const QUALITY = "quality";
export const SCORE = "score";
export const OUTCOME = "outcome";

/** The taxonomy every new project starts with. Display names use the field's nouns, ids are verbs and stay. */
export const DEFAULT_TAXONOMY: Taxonomy = {
  id: "runtape-default",
  semver: "1.0.0",
  dimensions: [
    {
      id: PHASE,
      name: "Phase",
      definition: "What the step was for.",
      scope: "step",
      isRequired: true,
      valueType: "label",
      labels: [
        { id: "understand", code: "Un", name: "understanding", definition: "Reads the task or its own notes." },
        { id: "localize", code: "Lo", name: "localization", definition: "Searches or reads to find where." },
        { id: "hypothesize", code: "Hy", name: "hypothesis", definition: "States a cause or a plan." },
        { id: "reproduce", code: "Rp", name: "reproduction", definition: "Makes the failure visible." },
        { id: "edit", code: "Ed", name: "edit", definition: "Changes an artefact." },
        { id: "verify", code: "Ve", name: "verification", definition: "Runs a check related to the change." },
        { id: "recover", code: "Rc", name: "recovery", definition: "Acts on negative feedback." },
        {
          id: "handoff",
          code: "Ho",
          name: "hand-off",
          definition: "Final answer, patch, summary, or pass to an agent.",
        },
        { id: "environment", code: "En", name: "environment", definition: "Setup and dependencies." },
        { id: "other", code: "Ot", name: "other", definition: "None of the above." },
      ],
    },
    {
      id: QUALITY,
      name: "Quality",
      definition: "Whether the step moved the run towards its goal.",
      scope: "step",
      isRequired: false,
      valueType: "label",
      labels: [
        { id: "good", name: "good", definition: "Makes progress." },
        { id: "neutral", name: "neutral", definition: "Harmless, no progress." },
        { id: "bad", name: "bad", definition: "Wrong or harmful." },
        { id: "unsure", name: "unsure", definition: "Needs a second look." },
      ],
    },
    {
      id: SCORE,
      name: "Score",
      definition: "How good the step was, 0 worst, 10 best.",
      scope: "step",
      isRequired: false,
      valueType: "score",
      min: 0,
      max: 10,
    },
    {
      id: OUTCOME,
      name: "Outcome",
      definition: "What this run teaches a trainer.",
      scope: "trajectory",
      isRequired: true,
      valueType: "label",
      labels: [
        { id: "teach_success", name: "teach success", definition: "Right result for the right reasons." },
        { id: "teach_recovery", name: "teach recovery", definition: "Went wrong, noticed, and came back." },
        { id: "contrast_only", name: "contrast only", definition: "Useful only beside a better run." },
        { id: "noise_discard", name: "discard as noise", definition: "Teaches nothing; keep out of training." },
      ],
    },
  ],
};
