import { FAILURE_TYPES } from "./default-failures.ts";
import type { Taxonomy } from "./taxonomy.ts";

/** Ids of the dimensions the studio knows how to draw; the labels inside them are data. */
export const PHASE = "phase";
export const QUALITY = "quality";
export const SCORE = "score";
export const FLAGS = "flags";
export const DECISION = "decision_evidence";
export const FAILURE = "failure";
export const RECOVERY = "recovery";
export const NOTE = "note";
export const OUTCOME = "outcome";

/** The taxonomy every new project starts with. Display names use the field's nouns, ids are verbs and stay. */
export const DEFAULT_TAXONOMY: Taxonomy = {
  id: "runtape-default",
  semver: "1.1.0",
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
      id: FLAGS,
      name: "Flags",
      definition: "What is odd about the step; as many as hold.",
      scope: "step",
      isRequired: false,
      valueType: "label",
      isMultiple: true,
      labels: [
        { id: "dead_end", name: "dead end", definition: "A path that the run left later." },
        { id: "repeat", name: "repeat", definition: "The same action again, and nothing new came of it." },
        { id: "lucky", name: "lucky", definition: "The right result without evidence for it." },
        { id: "misread_output", name: "misread output", definition: "Took the output for something it does not say." },
        { id: "ignored_feedback", name: "ignored feedback", definition: "Went on as if the error were not there." },
        { id: "unneeded_edit", name: "unneeded edit", definition: "A change that the task did not ask for." },
        { id: "side_effect", name: "side effect", definition: "Changed something outside the task." },
      ],
    },
    {
      id: DECISION,
      name: "Decision evidence",
      definition: "What a choice rested on, where the run chose between ways.",
      scope: "step",
      isRequired: false,
      valueType: "cited",
      labels: [
        {
          id: "evidence_direct",
          name: "direct",
          definition: "Rests on output or code that the run had seen.",
          needsEvidence: true,
        },
        {
          id: "evidence_indirect",
          name: "indirect",
          definition: "Rests on a convention or documentation.",
          needsEvidence: true,
        },
        { id: "name_plausible", name: "name plausible", definition: "A file or function name sounded right." },
        { id: "habit", name: "habit", definition: "A remembered command, whatever the run shows." },
        { id: "guess", name: "guess", definition: "Nothing at all." },
        { id: "contradicts_evidence", name: "contradicts evidence", definition: "Against what the run had seen." },
      ],
    },
    {
      id: FAILURE,
      name: "Failure",
      definition: "What went wrong, how badly, by whom, and where it shows.",
      scope: "span",
      isRequired: false,
      valueType: "failure",
      isMultiple: true,
      labels: FAILURE_TYPES,
    },
    {
      id: RECOVERY,
      name: "Recovery",
      definition: "From the step that met the trouble to the step that ended it.",
      scope: "range",
      isRequired: false,
      valueType: "recovery",
      labels: [
        { id: "file_not_found", name: "file not found", definition: "A path that is not there." },
        { id: "syntax_error", name: "syntax error", definition: "Code or a command that does not parse." },
        { id: "test_failure", name: "test failure", definition: "A test that ran and failed." },
        { id: "timeout", name: "timeout", definition: "Something that did not end in time." },
        { id: "permission_denied", name: "permission denied", definition: "Something the run may not do." },
        { id: "command_error", name: "command error", definition: "A command that exited with an error." },
        { id: "assertion", name: "assertion", definition: "A check inside the code that did not hold." },
        { id: "network", name: "network", definition: "A host that could not be reached." },
        { id: "merge_conflict", name: "merge conflict", definition: "Changes that did not go together." },
        { id: "other", name: "other", definition: "None of the above." },
      ],
      results: [
        { id: "improved", name: "improved", definition: "The trouble was gone at the end." },
        { id: "repeated", name: "repeated", definition: "The same trouble again." },
        { id: "spiralled", name: "spiralled", definition: "More trouble than before." },
        { id: "abandoned", name: "abandoned", definition: "The run went another way." },
      ],
    },
    {
      id: NOTE,
      name: "Note",
      definition: "What no label says, for the next reader.",
      scope: "span",
      isRequired: false,
      valueType: "text",
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
