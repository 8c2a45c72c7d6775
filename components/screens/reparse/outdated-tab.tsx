"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { countOf, formatCount } from "@/components/ui/format";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { ApiError, call, queryOf } from "@/lib/api/call";
import { type OutdatedRuns, type ReparseOrder, startReparse } from "@/lib/api/contract/reparse";
import { reparsesQuery } from "@/lib/api/queries";
import { ReparseList } from "./reparse-list";
import { versionWords } from "./version-words";

/** What is out of date by format, the way to read it again, and what was read again before. */
export function OutdatedTab({ project }: { project: string }) {
  const query = useInfiniteQuery(reparsesQuery(project));
  const start = useStart(project);
  const head = query.data?.pages[0];
  const reparses = query.data?.pages.flatMap((page) => page.reparses) ?? [];
  const isGoingOn = reparses.some(({ counts }) => counts.waiting > 0);
  const readable = head?.outdated.filter(({ newest }) => newest !== null) ?? [];
  return (
    <div className="min-h-0 grow overflow-auto">
      {query.isPending ? <SkeletonRows rows={8} height={32} label="Loading what is out of date" /> : null}
      {query.isError ? (
        <ErrorState
          title="What is out of date could not be read"
          message={query.error.message}
          code={query.error instanceof ApiError ? query.error.code : null}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {head ? (
        <section aria-label="Out of date" className="border-b border-line">
          <div className="flex min-h-10 flex-wrap items-center gap-3 px-4 py-1">
            <p role="status" className="min-w-0 grow text-fg-2">
              {told(head.outdated, head.runs)}
            </p>
            {readable.length > 0 ? (
              <Button
                variant="primary"
                icon={<RefreshCw size={14} aria-hidden />}
                disabled={start.isPending || isGoingOn}
                title={isGoingOn ? "Another reparse goes on" : undefined}
                onClick={() => start.mutate({})}
              >
                Read all again
              </Button>
            ) : null}
          </div>
          {head.outdated.length > 0 ? (
            <OutdatedTable
              outdated={head.outdated}
              isBusy={start.isPending || isGoingOn}
              onStart={(format) => start.mutate({ format })}
            />
          ) : null}
        </section>
      ) : null}
      {head && reparses.length === 0 ? (
        <EmptyState title="Nothing has been read again yet">
          When a parser learns to read more, its runs are listed here. Reading them again makes a new revision where
          something changed; marks go along where they match exactly.
        </EmptyState>
      ) : null}
      {reparses.length > 0 ? <ReparseList project={project} reparses={reparses} /> : null}
      {query.hasNextPage ? (
        <div className="p-4">
          <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            Show more
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function told(outdated: readonly OutdatedRuns[], runs: number): string {
  const old = outdated.reduce((sum, each) => sum + each.runs, 0);
  if (old === 0) return `All ${countOf(runs, "run")} say what today's parsers say.`;
  return `${formatCount(old)} of ${countOf(runs, "run")} ${old === 1 ? "was" : "were"} read by an older parser.`;
}

function useStart(project: string) {
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  return useMutation({
    mutationFn: (order: ReparseOrder) =>
      call(startReparse, { project, ...order }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: ({ reparse }) => {
      if (reparse) router.push(`/reparse/${reparse.id}${queryOf({ project })}`);
      else toast("Nothing is out of date any more.");
    },
    onError: (error) => toast(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ["reparses", project] }),
  });
}

type TableProps = { outdated: readonly OutdatedRuns[]; isBusy: boolean; onStart: (format: string) => void };

function OutdatedTable({ outdated, isBusy, onStart }: TableProps) {
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr className="h-8 border-y border-line text-left text-small text-fg-2">
          <th className="px-4 font-semibold">Format</th>
          <th className="pr-4 font-semibold">Read by parser</th>
          <th className="pr-4 font-semibold">Today's</th>
          <th className="pr-4 text-right font-semibold">Runs</th>
          <th className="pr-4 text-right font-semibold">
            <span className="sr-only">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {outdated.map(({ formatId, label, version, newest, runs }) => (
          <tr key={`${formatId} ${version}`} className="h-9 border-b border-line last:border-b-0 hover:bg-hover">
            <th scope="row" className="px-4 text-left font-normal">
              {label} <span className="text-small text-fg-3">{formatId}</span>
            </th>
            <td className="pr-4">{versionWords(version)}</td>
            <td className="pr-4">
              {newest === null ? <span className="text-fg-3">not read any more</span> : versionWords(newest)}
            </td>
            <td className="pr-4 text-right">{formatCount(runs)}</td>
            <td className="pr-4 text-right">
              {newest === null ? null : (
                <Button
                  size="small"
                  disabled={isBusy}
                  onClick={() => onStart(formatId)}
                  aria-label={`Read ${formatId} again`}
                >
                  Read again
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
