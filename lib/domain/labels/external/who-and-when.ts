import type { Taxonomy } from "../taxonomy.ts";
import { labelNamed } from "./label-named.ts";

/** The one label of Who&When: it says who and where, and not of what kind the mistake is. */
export const DECISIVE_ERROR = "decisive error";

/** Who&When: the one mistake by which a failed run was lost (github.com/mingyin1/Agents_Failure_Attribution). */
export const WHO_AND_WHEN: Taxonomy = {
  id: "who-and-when",
  semver: "1.0.0",
  dimensions: [
    {
      id: "failure",
      name: "Failure",
      definition: "The earliest mistake that, set right, would have let the run succeed: by whom, where and why.",
      scope: "step",
      isRequired: false,
      valueType: "failure",
      labels: [labelNamed(DECISIVE_ERROR, "From here on the run was lost.")],
    },
  ],
};
