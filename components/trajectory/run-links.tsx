import { CornerDownRight } from "lucide-react";
import Link from "next/link";
import { ImportedText } from "@/components/ui/imported-text";
import type { LinkedRun, LinkKind } from "@/lib/domain/record/run-link";
import { linkAddress, linksOfRun } from "./links-of-run";

/** What a link is called, seen from the run that came later, and from the one that was there first. */
const FROM: Record<LinkKind, (step: string) => string> = {
  subagent: (step) => (step === "" ? "called from" : `called from ${step} of`),
  continuation: () => "goes on from",
  fork: () => "split off from",
};
const TO: Record<LinkKind, string> = { subagent: "opens", continuation: "goes on in", fork: "split off into" };

/** The runs a step opened, before its text: a result may be long. */
export function OpenedRuns({ runs }: { runs: readonly LinkedRun[] }) {
  return (
    <p className="mb-2 ml-[60px] flex flex-wrap gap-x-4 gap-y-1 text-small wide:ml-[68px]">
      {runs.map((run) => (
        <RunLine key={`${run.kind} ${run.trajectoryId}`} run={run} />
      ))}
    </p>
  );
}

/** Where a run came from, and the runs that belong to it without a step that says so; nothing where there are none. */
export function LinksBar({ links }: { links: readonly LinkedRun[] }) {
  const shown = linksOfRun(links);
  if (shown.length === 0) return null;
  return (
    <nav
      aria-label="Linked runs"
      className="flex h-8 shrink-0 items-center gap-4 overflow-x-auto border-b border-line px-3 text-small"
    >
      {shown.map((run) => (
        <RunLine key={`${run.kind} ${run.other} ${run.trajectoryId} ${run.ordinal}`} run={run} />
      ))}
    </nav>
  );
}

function RunLine({ run }: { run: LinkedRun }) {
  const step = run.ordinal === null ? "" : `step ${run.ordinal + 1}`;
  const word = run.other === "parent" ? FROM[run.kind](step) : TO[run.kind];
  return (
    <Link
      href={linkAddress(run)}
      className="flex min-w-0 shrink-0 items-center gap-1 whitespace-nowrap text-accent-ink"
    >
      <CornerDownRight size={12} aria-hidden />
      {word} <ImportedText className="max-w-64">{run.name}</ImportedText>
    </Link>
  );
}
