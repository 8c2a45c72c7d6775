"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { formatCount, formatDate } from "@/components/ui/format";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { ApiError } from "@/lib/api/call";
import type { DatasetVersion } from "@/lib/api/contract/datasets";
import type { Me } from "@/lib/api/contract/people";
import { datasetsQuery } from "@/lib/api/queries";
import { describeExcluded } from "./describe-excluded";

/** Every frozen version, newest first. */
export function DatasetsScreen({ project }: { project: Me["projects"][number] }) {
  const query = useQuery(datasetsQuery(project.slug));
  const versions = query.data?.versions ?? [];
  const address = (path: string) => `${path}?project=${encodeURIComponent(project.slug)}`;
  const canFreeze = project.permissions.includes("exports:create");
  const create = canFreeze ? (
    <Link href={address("/datasets/new")} className={buttonClass("primary")}>
      <Plus size={14} aria-hidden /> New dataset
    </Link>
  ) : null;
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <h1 className="text-lead">Datasets</h1>
        <span className="truncate text-fg-2">{project.name}</span>
        <span className="grow" />
        {versions.length > 0 ? create : null}
      </header>
      <section aria-label="Dataset versions" className="min-h-0 grow overflow-auto">
        {query.isPending ? <SkeletonRows rows={6} height={32} label="Loading datasets" /> : null}
        {query.isError ? (
          <ErrorState
            title="The datasets could not be read"
            message={query.error.message}
            code={query.error instanceof ApiError ? query.error.code : null}
            onRetry={() => void query.refetch()}
          />
        ) : null}
        {query.data && versions.length === 0 ? (
          <EmptyState title="Nothing is frozen yet" action={create}>
            A dataset is a filter, frozen: explicit runs, reviews and redactions. Exports are made of it, so the same
            version gives the same bytes.
          </EmptyState>
        ) : null}
        {versions.length > 0 ? <VersionTable versions={versions} address={address} /> : null}
      </section>
    </>
  );
}

function VersionTable({
  versions,
  address,
}: {
  versions: readonly DatasetVersion[];
  address: (path: string) => string;
}) {
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr className="h-8 border-b border-line text-left text-small text-fg-2">
          <th className="px-4 font-semibold">Dataset</th>
          <th className="pr-4 text-right font-semibold">Runs</th>
          <th className="pr-4 text-right font-semibold">Steps</th>
          <th className="font-semibold">Stayed out</th>
          <th className="font-semibold">Content</th>
          <th className="pr-4 text-right font-semibold">Frozen</th>
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <tr key={version.id} className="h-8 border-b border-line hover:bg-hover">
            <td className="px-4">
              <Link href={address(`/datasets/${version.id}`)} className="font-semibold no-underline">
                {version.name}
              </Link>{" "}
              <span className="text-fg-3">version {version.number}</span>
            </td>
            <td className="pr-4 text-right">{formatCount(version.itemCount)}</td>
            <td className="pr-4 text-right">{formatCount(version.stepCount)}</td>
            <td className="text-small text-fg-2">{describeExcluded(version.excluded) || "none"}</td>
            <td>
              <code className="font-mono text-micro text-fg-3">{version.sha256.slice(0, 12)}</code>
            </td>
            <td className="pr-4 text-right text-fg-3">{formatDate(version.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
