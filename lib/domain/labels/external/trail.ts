import type { Dimension, Taxonomy } from "../taxonomy.ts";
import { labelNamed } from "./label-named.ts";

/** Scores of a trace, by the name before `_score` in the source. */
export const TRAIL_SCORES = ["reliability", "security", "instruction_adherence", "plan_opt"] as const;

const DEFINITIONS: Record<(typeof TRAIL_SCORES)[number], [name: string, definition: string]> = {
  reliability: ["Reliability", "How far the run can be relied upon, 0 worst, 5 best."],
  security: ["Security", "How safely the run treated data and tools, 0 worst, 5 best."],
  instruction_adherence: ["Instruction adherence", "How far the run did what it was told, 0 worst, 5 best."],
  plan_opt: ["Plan optimality", "How good the run's plan was, 0 worst, 5 best."],
};

function scoreOf(name: (typeof TRAIL_SCORES)[number]): Dimension {
  const [title, definition] = DEFINITIONS[name];
  const about = { id: `${name}_score`, name: title, definition, isRequired: false };
  return { ...about, scope: "trajectory", valueType: "score", min: 0, max: 5 };
}

/** TRAIL: errors at spans of a trace, and how good the trace was (arXiv 2505.08638). */
export const TRAIL: Taxonomy = {
  id: "trail",
  semver: "1.0.0",
  dimensions: [
    {
      id: "failure",
      name: "Error",
      definition: "What went wrong at a span, and how much it mattered.",
      scope: "span",
      isRequired: false,
      valueType: "failure",
      isMultiple: true,
      labels: [
        labelNamed("Language-only", "Says what nothing in the run shows; no tool is involved.", {
          runtape: ["hallucination"],
        }),
        labelNamed("Tool-related", "Makes up a tool's output, or what a tool can do.", { runtape: ["hallucination"] }),
        labelNamed("Poor Information Retrieval", "Looked up what does not help with the task."),
        labelNamed("Tool Output Misinterpretation", "Took a tool's output for something it does not say.", {
          runtape: ["output_misread"],
        }),
        labelNamed("Incorrect Problem Identification", "Worked on another problem than the one at hand."),
        labelNamed("Tool Selection Errors", "Took a tool that does not suit what was to be done.", {
          runtape: ["tool_misuse"],
        }),
        labelNamed("Formatting Errors", "The output does not have the form it must have."),
        labelNamed("Instruction Non-compliance", "Did not do what it was told, or did it otherwise.", {
          runtape: ["spec_disobeyed"],
        }),
        labelNamed("Tool Definition Issues", "A tool was described to the agent wrongly or not enough."),
        labelNamed("Environment Setup Errors", "Something the run needs was not installed or not allowed.", {
          runtape: ["environment_fault"],
        }),
        labelNamed("Rate Limiting", "A service refused because it was asked too often."),
        labelNamed("Authentication Errors", "A service refused because it did not accept who asked."),
        labelNamed("Service Errors", "A service failed on its own side.", { runtape: ["environment_fault"] }),
        labelNamed("Resource Not Found", "What was asked for is not there."),
        labelNamed("Resource Exhaustion", "Memory, disk or another means ran out.", { runtape: ["budget_exhausted"] }),
        labelNamed("Timeout Issues", "Something did not end in time."),
        labelNamed("Context Handling Failures", "Lost or mixed up what it had seen before.", {
          runtape: ["context_lost"],
        }),
        labelNamed("Resource Abuse", "Called tools again and again without need; marked where it is seen last."),
        labelNamed("Goal Deviation", "Left the goal for another one.", { runtape: ["over_scope"] }),
        labelNamed("Task Orchestration", "Parts of the work were put together or handed on badly."),
        labelNamed("Incorrect Memory Usage", "Used what it had stored in a wrong way; only some lists have it."),
      ],
    },
    ...TRAIL_SCORES.map(scoreOf),
    {
      id: "overall",
      name: "Overall",
      definition: "The mean of the scores as its source writes it, often no whole number.",
      scope: "trajectory",
      isRequired: false,
      valueType: "text",
    },
  ],
};
