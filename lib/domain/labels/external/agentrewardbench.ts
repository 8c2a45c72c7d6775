import type { Dimension, Taxonomy } from "../taxonomy.ts";
import { labelNamed } from "./label-named.ts";

type About = Pick<Dimension, "id" | "name" | "definition">;

function question(about: About, ...labels: ReturnType<typeof labelNamed>[]): Dimension {
  return { ...about, scope: "trajectory", isRequired: false, valueType: "label", labels };
}

/** AgentRewardBench: four questions about a run in a browser (arXiv 2504.08942); ids are its columns. */
export const AGENTREWARDBENCH: Taxonomy = {
  id: "agentrewardbench",
  semver: "1.0.0",
  dimensions: [
    question(
      { id: "trajectory_success", name: "Success", definition: "Whether the run reached its goal." },
      labelNamed("Successful", "The goal was reached."),
      labelNamed("Unsuccessful", "The goal was not reached."),
    ),
    question(
      { id: "trajectory_side_effect", name: "Side effect", definition: "Whether it changed what it should not." },
      labelNamed("Yes", "It did.", { runtape: ["side_effect"] }),
      labelNamed("No", "It did not."),
    ),
    question(
      { id: "trajectory_optimality", name: "Optimality", definition: "How direct the way was." },
      labelNamed("1. Complete Failure", "It did not come near the goal."),
      labelNamed("2. Suboptimal", "Many needless steps."),
      labelNamed("3. Somewhat Optimal", "Some needless steps."),
      labelNamed("4. Completely Optimal", "No needless step."),
    ),
    question(
      { id: "trajectory_looping", name: "Looping", definition: "Whether it did the same again and again." },
      labelNamed("Yes", "It did.", { runtape: ["loop"] }),
      labelNamed("No", "It did not."),
    ),
  ],
};
