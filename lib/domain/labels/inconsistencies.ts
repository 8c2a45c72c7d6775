import type { ExternalLabel, ExternalPlace } from "./external-label.ts";

/** What the check needs of a run: its agents, and who speaks at which entry of the source. */
export type RunFacts = {
  laneNames: readonly string[];
  /** `laneName` is "user" at a row of the person. */
  steps: readonly { sourceIndex: number; laneName: string }[];
};

/** Words that name no agent in particular, and mean the only one where there is one. */
const ANY_AGENT: ReadonlySet<string> = new Set(["agent", "assistant"]);
const PERSON: ReadonlySet<string> = new Set(["user", "human"]);

/**
 * What in a label does not go together with the run it is about, a sentence each: an entry the run does not have, an
 * agent who is not in it or does not speak there. Real labels have such faults; they are kept and shown, never mended.
 * Names are compared without case and signs ("Websurfer", "WebSurfer"). A place by an entry's id is not judged.
 */
export function inconsistenciesOf(
  { place, agent, evidence = [] }: Pick<ExternalLabel, "place" | "agent" | "evidence">,
  run: RunFacts,
): string[] {
  const outside = [place, ...evidence].flatMap((each) => outsideOf(each, run));
  return [...new Set([...outside, ...(agent ? agentFaults(agent, place, run) : [])])];
}

function outsideOf(place: ExternalPlace, { steps }: RunFacts): string[] {
  const last = steps.reduce((most, { sourceIndex }) => Math.max(most, sourceIndex), -1);
  const faults = entriesOf(place).flatMap(({ number, index, base }) =>
    index >= 0 && index <= last
      ? []
      : [`Entry ${number}, counted from ${base}, is outside the run${endOf(last, base)}.`],
  );
  const isTurned = place.at === "range" && place.from > place.to;
  return isTurned ? [...faults, `The range begins at ${place.from}, after its end at ${place.to}.`] : faults;
}

function endOf(last: number, base: number): string {
  return last < 0 ? ", which has none" : `, whose last is ${last + base}`;
}

function agentFaults(agent: string, place: ExternalPlace, run: RunFacts): string[] {
  const said = PERSON.has(folded(agent)) ? "user" : laneOf(agent, run.laneNames);
  if (said === undefined) return [`The label names ${agent}, and no agent of the run has this name.`];
  const [entry, ...more] = entriesOf(place);
  if (!entry || more.length > 0) return [];
  const speakers = run.steps.filter(({ sourceIndex }) => sourceIndex === entry.index).map(({ laneName }) => laneName);
  if (speakers.length === 0 || speakers.some((name) => folded(name) === folded(said))) return [];
  const { number, base } = entry;
  const others = [...new Set(speakers)].join(" and ");
  return [`The label names ${agent}, but entry ${number}, counted from ${base}, is by ${others}.`];
}

function laneOf(agent: string, laneNames: readonly string[]): string | undefined {
  const [only, ...others] = laneNames;
  if (others.length === 0 && only !== undefined && ANY_AGENT.has(folded(agent))) return only;
  return laneNames.find((name) => folded(name) === folded(agent));
}

/** A name in any script without its case, blanks and signs. */
function folded(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "");
}

/** Places in the source's list: the number as the label writes it, and the index from 0. */
function entriesOf(place: ExternalPlace): { number: number; index: number; base: number }[] {
  if (place.at !== "step" && place.at !== "range") return [];
  const numbers = place.at === "step" ? [place.index] : [place.from, place.to];
  return numbers.map((number) => ({ number, index: number - place.base, base: place.base }));
}
