"use client";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Pause, Play } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { Button, buttonClass } from "@/components/ui/button";
import { countOf, formatBytes, formatCount } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { ProgressBar } from "@/components/ui/progress-bar";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { ApiError, call, queryOf } from "@/lib/api/call";
import { ImportFileFilter, type ImportState, type ImportSummary, steerImport } from "@/lib/api/contract/imports";
import { importFilesQuery, importQuery } from "@/lib/api/queries";
import { ImportFilters } from "./import-filters";
import { ImportRow } from "./import-row";
import { ImportStateBadge } from "./import-state-badge";
import { lineOf, mapAddress } from "./upload-list";

type Props = { project: { slug: string; name: string }; importId: string };

/** The report of one import: how far it is, what became of each file, narrowed by what the URL says, and as a file to keep. */
export function ImportScreen({ project, importId }: Props) {
  const router = useRouter();
  const path = usePathname();
  const { project: _project, ...asked } = Object.fromEntries(useSearchParams());
  const filter = ImportFileFilter.catch({}).parse(asked);
  const summary = useQuery(importQuery(project.slug, importId));
  const news = { isSettled: summary.data?.counts.inProgress === 0, at: summary.dataUpdatedAt };
  const files = useInfiniteQuery(importFilesQuery(project.slug, importId, filter, news));
  const change = (next: ImportFileFilter) =>
    router.replace(`${path}${queryOf({ project: project.slug, ...next })}`, { scroll: false });
  const rows = files.data?.pages.flatMap((page) => page.files) ?? [];
  const report = (as: "csv" | "jsonl") =>
    `/api/v1/imports/${importId}/report${queryOf({ project: project.slug, ...filter, as })}`;
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <Link
          href={`/imports${queryOf({ project: project.slug })}`}
          className="shrink-0 text-fg-2 no-underline hover:underline"
        >
          Imports
        </Link>
        <span aria-hidden className="text-fg-3">
          /
        </span>
        <h1 className="min-w-0 truncate text-lead">
          {summary.data ? <ImportedText>{summary.data.name}</ImportedText> : "Import"}
        </h1>
        {summary.data ? <ImportStateBadge summary={summary.data} /> : null}
        <span className="grow" />
        {summary.data ? <Steering project={project.slug} summary={summary.data} /> : null}
        <a href={report("csv")} download className={buttonClass()}>
          <Download size={14} aria-hidden /> CSV
        </a>
        <a href={report("jsonl")} download className={buttonClass()}>
          <Download size={14} aria-hidden /> JSONL
        </a>
      </header>
      {summary.data ? <Sum summary={summary.data} /> : null}
      <ImportFilters filter={filter} formats={summary.data?.formats ?? []} onChange={change} />
      <section aria-label="Files" className="min-h-0 grow overflow-auto">
        {summary.isError ? (
          <ErrorState
            title="The import could not be read"
            message={summary.error.message}
            code={summary.error instanceof ApiError ? summary.error.code : null}
            onRetry={() => void summary.refetch()}
          />
        ) : null}
        {files.isPending && !summary.isError ? <SkeletonRows rows={10} height={32} label="Loading files" /> : null}
        {files.data && rows.length === 0 ? (
          <EmptyState title="No file fits" action={<Button onClick={() => change({})}>Show all files</Button>}>
            Widen the filter to see the others.
          </EmptyState>
        ) : null}
        <ul>
          {rows.map((file) => (
            <ImportRow key={file.id} upload={lineOf(file)} mapAddress={mapAddress(project.slug, { file })} />
          ))}
        </ul>
        {files.hasNextPage ? (
          <div className="p-4">
            <Button onClick={() => void files.fetchNextPage()} disabled={files.isFetchingNextPage}>
              Show more files
            </Button>
          </div>
        ) : null}
      </section>
    </>
  );
}

function Sum({ summary }: { summary: ImportSummary }) {
  const { counts, bytes, runs, steps } = summary;
  const parts = [
    `${formatCount(counts.stored)} stored`,
    ...(counts.attached > 0 ? [`${formatCount(counts.attached)} attached`] : []),
    `${formatCount(counts.skipped)} skipped`,
    `${formatCount(counts.quarantined)} quarantined`,
    `${formatCount(counts.rejected)} rejected`,
    `${formatCount(counts.inProgress)} in progress`,
  ];
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 border-b border-line px-4 text-small text-fg-2">
      <ProgressBar value={bytes.total === 0 ? 1 : bytes.read / bytes.total} label="Import progress" className="w-36" />
      <p role="status">
        {countOf(counts.files, "file")}
        {counts.archives > 0 ? ` out of ${countOf(counts.archives, "archive")}` : ""} = {parts.join(" + ")}
      </p>
      <span className="grow" />
      <span>
        {countOf(runs, "run")}, {countOf(steps, "step")}
      </span>
      <span>
        {formatBytes(bytes.read)} of {formatBytes(bytes.total)}
      </span>
    </div>
  );
}

function Steering({ project, summary }: { project: string; summary: ImportSummary }) {
  const client = useQueryClient();
  const toast = useToast();
  const { importId, state, counts } = summary;
  const steer = useMutation({
    mutationFn: (to: ImportState) =>
      call(steerImport, { project, importId, state: to }, { idempotencyKey: crypto.randomUUID() }),
    onError: (error) => toast(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ["import", importId] }),
  });
  if (counts.inProgress === 0 || state === "cancelled") return null;
  return (
    <>
      {state === "running" ? (
        <Button
          icon={<Pause size={14} aria-hidden />}
          onClick={() => steer.mutate("paused")}
          disabled={steer.isPending}
        >
          Pause
        </Button>
      ) : (
        <Button
          icon={<Play size={14} aria-hidden />}
          onClick={() => steer.mutate("running")}
          disabled={steer.isPending}
        >
          Resume
        </Button>
      )}
      <Button variant="danger" onClick={() => steer.mutate("cancelled")} disabled={steer.isPending}>
        Cancel
      </Button>
    </>
  );
}
