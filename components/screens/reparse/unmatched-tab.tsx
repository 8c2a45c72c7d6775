"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { countOf } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { ApiError } from "@/lib/api/call";
import { UnmatchedStatus, type UnmatchedView } from "@/lib/api/contract/unmatched";
import { unmatchedQuery } from "@/lib/api/queries";
import { DismissDialog } from "./dismiss-dialog";
import { UnmatchedRow } from "./unmatched-row";

const STATES: readonly { value: UnmatchedStatus; name: string }[] = [
  { value: "open", name: "waiting" },
  { value: "placed", name: "placed" },
  { value: "dismissed", name: "dismissed" },
  { value: "carried", name: "found by a later parser" },
];

/** Marks that match nothing exactly on the revision of today, run by run: nobody but a person gives them a place. */
export function UnmatchedTab({ project }: { project: string }) {
  const [status, setStatus] = useState<UnmatchedStatus>("open");
  const [leaving, setLeaving] = useState<UnmatchedView | null>(null);
  const query = useInfiniteQuery(unmatchedQuery(project, { status }));
  const marks = query.data?.pages.flatMap((page) => page.marks) ?? [];
  return (
    <section aria-label="Marks without a place" className="min-h-0 grow overflow-auto">
      <div className="flex min-h-10 items-center gap-3 border-b border-line px-4 py-1">
        <Select
          label="State"
          value={status}
          options={STATES}
          onChoose={(value) => setStatus(UnmatchedStatus.parse(value))}
        />
        <p className="text-small text-fg-3">A mark goes along only where the same bytes say the same.</p>
      </div>
      {query.isPending ? <SkeletonRows rows={6} height={56} label="Loading marks" /> : null}
      {query.isError ? (
        <ErrorState
          title="The marks could not be read"
          message={query.error.message}
          code={query.error instanceof ApiError ? query.error.code : null}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.data && marks.length === 0 ? (
        <EmptyState title={status === "open" ? "Every mark has its place" : "No mark ended like this"}>
          {status === "open"
            ? "Marks that a reparse finds no place for wait here for a person."
            : "Choose another state to see the others."}
        </EmptyState>
      ) : null}
      {byRun(marks).map(([trajectoryId, ofRun]) => (
        <section key={trajectoryId} aria-label={ofRun[0]?.runName ?? trajectoryId}>
          <h2 className="flex h-8 items-center gap-2 border-b border-line bg-bg px-4 text-small">
            <Link href={`/runs/${trajectoryId}`} className="min-w-0 no-underline hover:underline">
              <ImportedText className="text-code">{ofRun[0]?.runName ?? ""}</ImportedText>
            </Link>
            <span className="shrink-0 font-normal text-fg-3">{countOf(ofRun.length, "mark")}</span>
          </h2>
          <ul>
            {ofRun.map((mark) => (
              <UnmatchedRow key={mark.id} mark={mark} onDismiss={() => setLeaving(mark)} />
            ))}
          </ul>
        </section>
      ))}
      {query.hasNextPage ? (
        <div className="p-4">
          <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            Show more marks
          </Button>
        </div>
      ) : null}
      <DismissDialog mark={leaving} onClose={() => setLeaving(null)} />
    </section>
  );
}

function byRun(marks: readonly UnmatchedView[]): [string, UnmatchedView[]][] {
  const groups = new Map<string, UnmatchedView[]>();
  for (const mark of marks) groups.set(mark.trajectoryId, [...(groups.get(mark.trajectoryId) ?? []), mark]);
  return [...groups];
}
