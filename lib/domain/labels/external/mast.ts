import { labelIdOf } from "../external-label.ts";
import type { Label, Taxonomy } from "../taxonomy.ts";
import { labelNamed } from "./label-named.ts";

/** What is said of a run whose annotator looked for every mode and saw none; without it a rater would vanish. */
export const NO_FAILURE = "no failure mode";

/** The 14 modes by their numbers in the third version of the paper; earlier ones number other modes. */
const MODES: ReadonlyMap<string, Label> = new Map([
  mode("1.1", "Disobey task specification", "Did not keep to what the task asks or forbids.", "spec_disobeyed"),
  mode("1.2", "Disobey role specification", "An agent did not keep to its own role.", "spec_disobeyed"),
  mode("1.3", "Step repetition", "Did again what was done already, without need.", "loop"),
  mode("1.4", "Loss of conversation history", "Went on as if recent turns had never been.", "context_lost"),
  mode("1.5", "Unaware of termination conditions", "Did not see that it was time to stop."),
  mode("2.1", "Conversation reset", "Began the dialogue anew without cause and lost what it held.", "context_lost"),
  mode("2.2", "Fail to ask for clarification", "Went on with unclear data and did not ask.", "no_clarification"),
  mode("2.3", "Task derailment", "Left the task for something else.", "over_scope"),
  mode(
    "2.4",
    "Information withholding",
    "An agent knew what another one needed and did not say it.",
    "inter_agent_withheld",
  ),
  mode("2.5", "Ignored other agent's input", "An agent passed over what another one said.", "inter_agent_withheld"),
  mode("2.6", "Reasoning-action mismatch", "Reasoned one way and acted another.", "reasoning_action_mismatch"),
  mode("3.1", "Premature termination", "Ended before the goal was reached or all was told.", "premature_stop"),
  mode("3.2", "No or incomplete verification", "The result was not checked, or not all of it.", "verification_missing"),
  mode("3.3", "Incorrect verification", "The check let pass what is wrong.", "verification_wrong"),
]);

/** Spellings of the data sets for names of the paper. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["information_witholding", "information_withholding"],
  ["ignored_other_agents_input", "ignored_other_agent_s_input"],
]);

/** MAST: failure modes of groups of agents, said of whole runs (arXiv 2503.13657 v3). */
export const MAST: Taxonomy = {
  id: "mast",
  semver: "3.0.0",
  dimensions: [
    {
      id: "failure_mode",
      name: "Failure mode",
      definition: "Each mode that the run shows; a mode that is not named was looked for and not seen.",
      scope: "trajectory",
      isRequired: false,
      valueType: "label",
      isMultiple: true,
      labels: [...MODES.values(), labelNamed(NO_FAILURE, "Every mode was looked for and none was seen.")],
    },
    {
      id: "note",
      name: "Note",
      definition: "What the annotator wrote beside the modes.",
      scope: "trajectory",
      isRequired: false,
      valueType: "text",
    },
  ],
};

/** The mode with this number, such as "1.3"; null where there is none. */
export function mastModeAt(number: string): Label | null {
  return MODES.get(number) ?? null;
}

/** The mode of this name, whatever number a draft gives it: "2.2 Step repetition"; null where there is none. */
export function mastModeNamed(text: string): Label | null {
  const id = labelIdOf(nameOf(text));
  const known = SPELLINGS.get(id) ?? id;
  return [...MODES.values()].find((each) => each.id === known) ?? null;
}

/** The name of a mode without its number and without the lines that explain it. */
export function nameOf(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return line.replace(/^(?:FM-)?\d+\.\d+[.:]?\s+/, "").trim();
}

function mode(number: string, name: string, definition: string, ...runtape: string[]): [string, Label] {
  const same = runtape.length === 0 ? { mast: [number] } : { mast: [number], runtape };
  return [number, labelNamed(name, definition, same)];
}
