import type { Taxonomy } from "../taxonomy.ts";
import { labelNamed } from "./label-named.ts";

/**
 * AgentRx: what went wrong at which entry, one of it the root cause (github.com/microsoft/AgentRx). Its two sets call
 * the first label by two names, and both are kept.
 */
export const AGENTRX: Taxonomy = {
  id: "agentrx",
  semver: "1.0.0",
  dimensions: [
    {
      id: "failure",
      name: "Failure",
      definition: "What went wrong at an entry and by whom; the decisive one is the root cause of the lost run.",
      scope: "step",
      isRequired: false,
      valueType: "failure",
      isMultiple: true,
      labels: [
        labelNamed(
          "Instruction/Plan Adherence Failure",
          "Left out what the instructions or the plan ask, or did what they do not.",
          { runtape: ["spec_disobeyed"] },
        ),
        labelNamed(
          "Instruction Adherence Failure",
          "Left out what the instructions ask, or did what they do not: the name in runs of tau-bench.",
          { runtape: ["spec_disobeyed"] },
        ),
        labelNamed("Invention of New Information", "States or uses what neither the run nor its tools show.", {
          runtape: ["hallucination"],
        }),
        labelNamed("Invalid Invocation", "A call of a tool that is malformed or lacks what the tool needs.", {
          runtape: ["tool_misuse"],
        }),
        labelNamed("Misinterpretation of Tool Output", "Took a tool's output for something it does not say.", {
          runtape: ["output_misread"],
        }),
        labelNamed("Intent Plan Misalignment", "Planned for another goal than the person's."),
        labelNamed("Underspecified User Intent", "What the person wanted could not be known from what was said."),
        labelNamed("Intent not supported", "No tool at hand can do what was asked."),
        labelNamed("Guardrails Triggered", "A safety rule or a block on access stopped the run."),
        labelNamed("System Failure", "A service or its connection failed.", { runtape: ["environment_fault"] }),
      ],
    },
    {
      id: "failure_summary",
      name: "Failure summary",
      definition: "How the run was lost, in the annotator's words.",
      scope: "trajectory",
      isRequired: false,
      valueType: "text",
    },
  ],
};
