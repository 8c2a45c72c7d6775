"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Button, buttonClass } from "@/components/ui/button";
import { formatBytes, formatCount, formatDate, formatTime } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { ApiError } from "@/lib/api/call";
import type { ImportSummary } from "@/lib/api/contract/imports";
import type { Me } from "@/lib/api/contract/people";
import { importsQuery } from "@/lib/api/queries";
import { ImportStateBadge } from "./import-state-badge";

/** Every act of importing, newest first: what came in, what did not, who did it. */
export function ImportsScreen({ project }: { project: Me["projects"][number] }) {
  const query = useInfiniteQuery(importsQuery(project.slug));
  const imports = query.data?.pages.flatMap((page) => page.imports) ?? [];
  const suffix = `?project=${encodeURIComponent(project.slug)}`;
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <Link href={`/runs${suffix}`} className="text-fg-2 no-underline hover:underline">
          Runs
        </Link>
        <span aria-hidden className="text-fg-3">
          /
        </span>
        <h1 className="text-lead">Imports</h1>
        <span className="truncate text-fg-2">{project.name}</span>
        <span className="grow" />
        <Link href={`/reparse${suffix}`} className={buttonClass()}>
          Read old runs again
        </Link>
      </header>
      <section aria-label="Imports" className="min-h-0 grow overflow-auto">
        {query.isPending ? <SkeletonRows rows={8} height={32} label="Loading imports" /> : null}
        {query.isError ? (
          <ErrorState
            title="The imports could not be read"
            message={query.error.message}
            code={query.error instanceof ApiError ? query.error.code : null}
            onRetry={() => void query.refetch()}
          />
        ) : null}
        {query.data && imports.length === 0 ? (
          <EmptyState
            title="Nothing has been imported yet"
            action={
              <Link href={`/runs${suffix}`} className={buttonClass("primary")}>
                Go to Runs
              </Link>
            }
          >
            Drop files, folders or archives on the list of runs, or send them by the command line or the API.
          </EmptyState>
        ) : null}
        {imports.length > 0 ? <ImportsTable imports={imports} suffix={suffix} /> : null}
        {query.hasNextPage ? (
          <div className="p-4">
            <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
              Show more imports
            </Button>
          </div>
        ) : null}
      </section>
    </>
  );
}

const HEADS = ["Files", "Stored", "Skipped", "Quarantined", "Rejected", "Runs", "Size"] as const;

function ImportsTable({ imports, suffix }: { imports: readonly ImportSummary[]; suffix: string }) {
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr className="h-8 border-b border-line text-left text-small text-fg-2">
          <th className="w-full px-4 font-semibold">Import</th>
          <th className="pr-6 font-semibold">State</th>
          {HEADS.map((name) => (
            <th key={name} className="pr-4 text-right font-semibold">
              {name}
            </th>
          ))}
          <th className="pr-4 pl-2 font-semibold">By</th>
          <th className="pr-4 text-right font-semibold">Started</th>
        </tr>
      </thead>
      <tbody>
        {imports.map((each) => (
          <tr key={each.importId} className="h-8 border-b border-line hover:bg-hover">
            <th scope="row" className="w-full max-w-0 px-4 text-left font-normal">
              <Link
                href={`/imports/${each.importId}${suffix}`}
                className="flex min-w-0 items-baseline gap-2 no-underline"
              >
                <ImportedText className="text-code">{each.name}</ImportedText>
                {each.counts.files + each.counts.archives > 1 ? (
                  <span className="shrink-0 text-micro text-fg-3">
                    and {formatCount(each.counts.files + each.counts.archives - 1)} more
                  </span>
                ) : null}
              </Link>
            </th>
            <td className="pr-6">
              <ImportStateBadge summary={each} />
            </td>
            <td className="pr-4 text-right">{formatCount(each.counts.files)}</td>
            <td className="pr-4 text-right">{formatCount(each.counts.stored + each.counts.attached)}</td>
            <td className="pr-4 text-right text-fg-2">{formatCount(each.counts.skipped)}</td>
            <Bad count={each.counts.quarantined} />
            <Bad count={each.counts.rejected} />
            <td className="pr-4 text-right">{formatCount(each.runs)}</td>
            <td className="pr-4 text-right text-fg-2">{formatBytes(each.bytes.total)}</td>
            <td className="max-w-32 truncate pr-4 pl-2 whitespace-nowrap text-fg-2">{each.actor}</td>
            <td className="pr-4 text-right whitespace-nowrap text-fg-3">
              {formatDate(each.createdAt)} {formatTime(each.createdAt)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Bad({ count }: { count: number }) {
  return <td className={`pr-4 text-right ${count > 0 ? "text-err-ink" : "text-fg-3"}`}>{formatCount(count)}</td>;
}
