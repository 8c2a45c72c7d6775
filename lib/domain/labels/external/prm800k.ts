import type { Taxonomy } from "../taxonomy.ts";
import { labelNamed } from "./label-named.ts";

/** The ratings -1, 0 and 1 by their names. */
export const RATING_NAMES: ReadonlyMap<number, string> = new Map([
  [-1, "negative"],
  [0, "neutral"],
  [1, "positive"],
]);

/** PRM800K: ratings of the steps of solutions (github.com/openai/prm800k). */
export const PRM800K: Taxonomy = {
  id: "prm800k",
  semver: "1.0.0",
  dimensions: [
    {
      id: "rating",
      name: "Rating",
      definition: "Whether the step is right and leads on.",
      scope: "step",
      isRequired: false,
      valueType: "label",
      labels: [
        labelNamed("positive", "Rated 1: right, sensible, and leads on.", { runtape: ["good"] }),
        labelNamed("neutral", "Rated 0: not wrong, and no progress.", { runtape: ["neutral"] }),
        labelNamed("negative", "Rated -1: wrong.", { runtape: ["bad"] }),
      ],
    },
    {
      id: "flag",
      name: "Flag",
      definition: "What the labeler said of the step instead of, or beside, a rating.",
      scope: "step",
      isRequired: false,
      valueType: "label",
      labels: [labelNamed("flagged", "The labeler did not know how to rate it.", { runtape: ["unsure"] })],
    },
    {
      id: "finish_reason",
      name: "Finish reason",
      definition: "Why the labeler stopped.",
      scope: "trajectory",
      isRequired: false,
      valueType: "label",
      labels: [
        labelNamed("solution", "The right answer was reached."),
        labelNamed("found_error", "No candidate of the last step was right."),
        labelNamed("bad_problem", "The problem itself is at fault."),
        labelNamed("give_up", "The labeler could not go on."),
      ],
    },
  ],
};
