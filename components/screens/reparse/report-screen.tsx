"use client";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { Button } from "@/components/ui/button";
import { countOf, formatCount } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { ApiError, call, queryOf } from "@/lib/api/call";
import { cancelReparse, REPARSE_ENDS, ReparseStatus, type ReparseSummary } from "@/lib/api/contract/reparse";
import { reparseQuery, reparseRunsQuery } from "@/lib/api/queries";
import { askedWords } from "./reparse-list";
import { ReparseBadge } from "./reparse-badge";
import { ReparseRow } from "./reparse-row";

type Props = { project: { slug: string; name: string }; reparseId: string };

/** The report of one reparse: how far it is, and what became of each run. */
export function ReportScreen({ project, reparseId }: Props) {
  const router = useRouter();
  const path = usePathname();
  const status = ReparseStatus.nullable().catch(null).parse(useSearchParams().get("status"));
  const summary = useQuery(reparseQuery(project.slug, reparseId));
  const news = { isSettled: summary.data?.counts.waiting === 0, at: summary.dataUpdatedAt };
  const runs = useInfiniteQuery(reparseRunsQuery(project.slug, reparseId, status, news));
  const rows = runs.data?.pages.flatMap((page) => page.runs) ?? [];
  const narrow = (to: string) =>
    router.replace(`${path}${queryOf({ project: project.slug, ...(to === "" ? {} : { status: to }) })}`, {
      scroll: false,
    });
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <Link
          href={`/reparse${queryOf({ project: project.slug })}`}
          className="shrink-0 text-fg-2 no-underline hover:underline"
        >
          Reparse
        </Link>
        <span aria-hidden className="text-fg-3">
          /
        </span>
        <h1 className="min-w-0 truncate text-lead first-letter:uppercase">
          {summary.data ? askedWords(summary.data) : "Report"}
        </h1>
        {summary.data ? <ReparseBadge summary={summary.data} /> : null}
        <span className="grow" />
        {summary.data && summary.data.counts.waiting > 0 ? (
          <Cancel project={project.slug} reparseId={reparseId} />
        ) : null}
      </header>
      {summary.data ? <Sum project={project.slug} summary={summary.data} /> : null}
      <div className="flex min-h-10 shrink-0 items-center gap-2 border-b border-line px-4 py-1">
        <Select
          label="State"
          value={status ?? ""}
          options={[{ value: "", name: "all states" }, ...REPARSE_ENDS.map((id) => ({ value: id, name: id }))]}
          onChoose={narrow}
        />
      </div>
      <section aria-label="Runs" className="min-h-0 grow overflow-auto">
        {summary.isError ? (
          <ErrorState
            title="The report could not be read"
            message={summary.error.message}
            code={summary.error instanceof ApiError ? summary.error.code : null}
            onRetry={() => void summary.refetch()}
          />
        ) : null}
        {runs.isPending && !summary.isError ? <SkeletonRows rows={10} height={32} label="Loading runs" /> : null}
        {runs.data && rows.length === 0 ? (
          <EmptyState
            title="No run is in this state"
            action={<Button onClick={() => narrow("")}>Show all runs</Button>}
          >
            Choose another state to see the others.
          </EmptyState>
        ) : null}
        <ul>
          {rows.map((run) => (
            <ReparseRow key={run.trajectoryId} run={run} />
          ))}
        </ul>
        {runs.hasNextPage ? (
          <div className="p-4">
            <Button onClick={() => void runs.fetchNextPage()} disabled={runs.isFetchingNextPage}>
              Show more runs
            </Button>
          </div>
        ) : null}
      </section>
    </>
  );
}

function Sum({ project, summary }: { project: string; summary: ReparseSummary }) {
  const { counts, carried, unmatched } = summary;
  const parts = [
    `${formatCount(counts.unchanged)} unchanged`,
    `${formatCount(counts.revised)} revised`,
    `${formatCount(counts.failed)} failed`,
    ...(counts.cancelled > 0 ? [`${formatCount(counts.cancelled)} cancelled`] : []),
    `${formatCount(counts.waiting)} waiting`,
  ];
  const done = counts.runs === 0 ? 1 : 1 - counts.waiting / counts.runs;
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 border-b border-line px-4 text-small text-fg-2">
      <ProgressBar value={done} label="Reparse progress" className="w-36" />
      <p role="status">
        {countOf(counts.runs, "run")} = {parts.join(" + ")}
      </p>
      <span className="grow" />
      <span>{countOf(carried, "mark")} carried</span>
      {unmatched > 0 ? (
        <Link href={`/reparse${queryOf({ project, tab: "marks" })}`} className="text-accent-ink">
          {countOf(unmatched, "mark")} without a place
        </Link>
      ) : null}
    </div>
  );
}

function Cancel({ project, reparseId }: { project: string; reparseId: string }) {
  const client = useQueryClient();
  const toast = useToast();
  const cancel = useMutation({
    mutationFn: () => call(cancelReparse, { project, reparseId }, { idempotencyKey: crypto.randomUUID() }),
    onError: (error) => toast(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ["reparse", reparseId] }),
  });
  return (
    <Button variant="danger" onClick={() => cancel.mutate()} disabled={cancel.isPending}>
      Cancel
    </Button>
  );
}
