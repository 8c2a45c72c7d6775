import type { Label } from "./taxonomy.ts";

/** What can go wrong in a run, and what the taxonomies of the literature (MAST, TRAIL, SWE-agent) call it. */
export const FAILURE_TYPES: Label[] = [
  { id: "wrong_localization", name: "wrong localization", definition: "Looked for the cause in the wrong place.", needsEvidence: true, mapsTo: { sweagent: ["Failed to Find Edit Location", "Failed to Find Relevant File"], trail: ["Poor Information Retrieval"] } },
  { id: "incorrect_implementation", name: "incorrect implementation", definition: "Changed the right place in the wrong way.", needsEvidence: true, mapsTo: { sweagent: ["Incorrect Implementation"], mast: ["1.1"] } },
  { id: "overly_specific", name: "overly specific", definition: "Fits the example at hand and nothing else.", needsEvidence: true, mapsTo: { sweagent: ["Overly Specific Implementation"] } },
  { id: "edit_not_recovered", name: "edit not recovered", definition: "An edit failed or broke the file, and it was not put right.", needsEvidence: true, mapsTo: { sweagent: ["Failed to Recover from Edit"] } },
  { id: "not_reproduced", name: "not reproduced", definition: "The failure was never made visible.", needsEvidence: true, mapsTo: { sweagent: ["Can't Reproduce"] } },
  { id: "verification_missing", name: "verification missing", definition: "The result was handed in unchecked.", needsEvidence: true, mapsTo: { mast: ["3.2"] } },
  { id: "verification_wrong", name: "verification wrong", definition: "The check does not show what it is taken to show.", needsEvidence: true, mapsTo: { mast: ["3.3"] } },
  { id: "tool_misuse", name: "tool misuse", definition: "The wrong tool, or the right one with wrong arguments.", needsEvidence: true, mapsTo: { trail: ["Tool Selection Errors"] } },
  { id: "output_misread", name: "output misread", definition: "Took an output for something it does not say.", needsEvidence: true, mapsTo: { trail: ["Tool Output Misinterpretation"] } },
  { id: "hallucination", name: "hallucination", definition: "States something that nothing in the run shows.", needsEvidence: true, mapsTo: { trail: ["Language-only", "Tool-related"] } },
  { id: "loop", name: "loop", definition: "The same steps again and again.", needsEvidence: true, mapsTo: { mast: ["1.3"] } },
  { id: "premature_stop", name: "premature stop", definition: "Ended before the task was done.", needsEvidence: true, mapsTo: { mast: ["3.1"] } },
  { id: "gave_up", name: "gave up", definition: "Said that it cannot be done.", needsEvidence: true, mapsTo: { sweagent: ["Gave Up Prematurely"] } },
  { id: "budget_exhausted", name: "budget exhausted", definition: "Ran out of time, tokens or money.", needsEvidence: true, mapsTo: { sweagent: ["Ran Out of Time/Budget"], trail: ["Resource Exhaustion"] } },
  { id: "context_lost", name: "context lost", definition: "Forgot what it had seen or decided.", needsEvidence: true, mapsTo: { mast: ["1.4", "2.1"], trail: ["Context Handling Failures"] } },
  { id: "spec_disobeyed", name: "specification disobeyed", definition: "Did something the task forbids or left out what it asks.", needsEvidence: true, mapsTo: { mast: ["1.1", "1.2"], trail: ["Instruction Non-compliance"] } },
  { id: "over_scope", name: "derailment", definition: "Left the task for another one.", needsEvidence: true, mapsTo: { mast: ["2.3"], trail: ["Goal Deviation"] } },
  { id: "reasoning_action_mismatch", name: "reasoning and action apart", definition: "Said one thing and did another.", needsEvidence: true, mapsTo: { mast: ["2.6"] } },
  { id: "no_clarification", name: "no clarification", definition: "Should have asked and did not.", needsEvidence: true, mapsTo: { mast: ["2.2"] } },
  { id: "inter_agent_withheld", name: "withheld between agents", definition: "Knew something another agent needed, or ignored it.", needsEvidence: true, mapsTo: { mast: ["2.4", "2.5"] } },
  { id: "upstream_fault", name: "upstream fault", definition: "Another agent's mistake, passed on.", needsEvidence: true },
  { id: "environment_fault", name: "environment fault", definition: "The machine, the tools or the services failed.", needsEvidence: true, mapsTo: { trail: ["Environment Setup Errors", "Service Errors"] } },
  { id: "reward_hack", name: "reward hack", definition: "Went around the check: edited tests, hard-coded an answer.", needsEvidence: true },
];
