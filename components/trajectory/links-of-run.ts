import type { LinkedRun } from "@/lib/domain/record/run-link";

/** The runs that steps of a run opened, by the step's ordinal. */
export function openedBySteps(links: readonly LinkedRun[]): Map<number, LinkedRun[]> {
  const opened = new Map<number, LinkedRun[]>();
  for (const link of links) {
    if (link.other !== "child" || link.ordinal === null) continue;
    opened.set(link.ordinal, [...(opened.get(link.ordinal) ?? []), link]);
  }
  return opened;
}

/** Links that no step shows: to where the run came from, and to runs of which only that they belong to it is known. */
export function linksOfRun(links: readonly LinkedRun[]): LinkedRun[] {
  return links.filter(({ other, ordinal }) => other === "parent" || ordinal === null);
}

/** Where a link leads: to the step that opened this run, else to the run. */
export function linkAddress({ other, trajectoryId, ordinal }: LinkedRun): string {
  return `/runs/${trajectoryId}${other === "parent" && ordinal !== null ? `#s${ordinal + 1}` : ""}`;
}
