"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, Snowflake } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { formatDate } from "@/components/ui/format";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { ErrorState } from "@/components/ui/states";
import { ApiError } from "@/lib/api/call";
import type { NotClear } from "@/lib/api/contract/datasets";
import type { Me } from "@/lib/api/contract/people";
import { versionQuery } from "@/lib/api/queries";
import { ExportsColumn } from "./exports-column";
import { ProfileReport } from "./profile-report";
import { RunList } from "./run-list";
import { Subtraction } from "./subtraction";

/** One frozen version: what is in it, what it becomes in each format, and its files. */
export function VersionScreen({ project, versionId }: { project: Me["projects"][number]; versionId: string }) {
  const query = useQuery(versionQuery(project.slug, versionId));
  const data = query.data;
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-2">
        <Link
          href={`/datasets?project=${encodeURIComponent(project.slug)}`}
          aria-label="Back to the datasets"
          className="flex size-7 items-center justify-center rounded-control hover:bg-hover"
        >
          <ChevronLeft size={16} aria-hidden />
        </Link>
        <h1 className="truncate text-lead">{data?.version.name ?? "Dataset"}</h1>
        {data ? (
          <>
            <Badge icon={<Snowflake size={12} aria-hidden />}>
              version {data.version.number}, frozen {formatDate(data.version.createdAt)}
            </Badge>
            <code className="hidden font-mono text-small text-fg-3 wide:inline" title={data.version.sha256}>
              sha256 {data.version.sha256.slice(0, 12)}
            </code>
          </>
        ) : null}
      </header>
      {query.isPending ? <SkeletonRows rows={8} height={32} label="Loading the dataset" /> : null}
      {query.isError ? (
        <ErrorState
          title="The dataset could not be read"
          message={query.error.message}
          code={query.error instanceof ApiError ? query.error.code : null}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {data ? (
        <div className="grid min-h-0 grow grid-cols-[minmax(0,1fr)_minmax(280px,392px)]">
          <section aria-label="What is in it" className="min-h-0 overflow-auto px-4 py-3">
            <h2>What is in it</h2>
            <QueryChips query={data.version.query} />
            <Subtraction
              matched={data.version.matched}
              selected={data.version.itemCount}
              excluded={data.version.excluded}
            />
            {data.notClear.length > 0 ? <NotClearNote runs={data.notClear} /> : null}
            <ProfileReport project={project.slug} versionId={versionId} isClear={data.notClear.length === 0} />
            <RunList title="Runs" runs={data.runs} total={data.version.itemCount} />
          </section>
          <ExportsColumn
            project={project.slug}
            version={data.version}
            exports={data.exports}
            isClear={data.notClear.length === 0}
            canExport={project.permissions.includes("exports:create")}
          />
        </div>
      ) : null}
    </>
  );
}

function QueryChips({ query }: { query: Record<string, unknown> }) {
  const parts = Object.entries(query);
  if (parts.length === 0) return <p className="pt-1 text-small text-fg-2">All runs of the project.</p>;
  return (
    <p className="flex flex-wrap gap-1 pt-1">
      {parts.map(([name, value]) => (
        <Badge key={name}>
          {name}: {Array.isArray(value) ? `${value.length} named` : String(value)}
        </Badge>
      ))}
    </p>
  );
}

function NotClearNote({ runs }: { runs: readonly NotClear[] }) {
  return (
    <div role="alert" className="my-2 rounded-panel border border-err p-3">
      <p className="font-semibold">
        {runs.length} {runs.length === 1 ? "run is" : "runs are"} no longer clear, so nothing of this version can be
        exported or downloaded
      </p>
      <ul className="py-1">
        {runs.slice(0, 10).map(({ trajectoryId, name, reason }) => (
          <li key={trajectoryId} className="text-small">
            <Link href={`/runs/${trajectoryId}`} className="font-mono text-code text-accent-ink">
              {name}
            </Link>{" "}
            <span className="text-fg-2">{reason}</span>
          </li>
        ))}
      </ul>
      <p className="text-small text-fg-2">
        {runs.length > 10 ? `And ${runs.length - 10} more. ` : ""}Clear them on the Governance screen and freeze a new
        version.
      </p>
    </div>
  );
}
