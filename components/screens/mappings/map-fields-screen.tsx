"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { ErrorState } from "@/components/ui/states";
import { ImportedText } from "@/components/ui/imported-text";
import { ApiError } from "@/lib/api/call";
import type { Me } from "@/lib/api/contract/people";
import { mappingsQuery, sampleQuery } from "@/lib/api/queries";
import { MapFields } from "./map-fields";

type Props = { project: Me["projects"][number]; fileId: string; from: string | null };

/** A file that nobody could read, and what a person says its fields mean. */
export function MapFieldsScreen({ project, fileId, from }: Props) {
  const sample = useQuery(sampleQuery(project.slug, fileId));
  const saved = useQuery({ ...mappingsQuery(project.slug), enabled: from !== null });
  const base = saved.data?.mappings.find(({ id }) => id === from) ?? null;
  const isWaiting = sample.isPending || (from !== null && saved.isPending);
  const error = sample.error ?? saved.error;
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-2">
        <Link
          href={`/mappings?project=${encodeURIComponent(project.slug)}`}
          aria-label="Back to the mappings"
          className="flex size-7 shrink-0 items-center justify-center rounded-control hover:bg-hover"
        >
          <ChevronLeft size={16} aria-hidden />
        </Link>
        <h1 className="shrink-0 text-lead">Map fields</h1>
        {sample.data ? <ImportedText className="text-code text-fg-2">{sample.data.file.name}</ImportedText> : null}
      </header>
      {isWaiting && !error ? <SkeletonRows rows={12} height={24} label="Reading the first record" /> : null}
      {error ? (
        <ErrorState
          title="The fields of this file cannot be mapped"
          message={error.message}
          code={error instanceof ApiError ? error.code : null}
          onRetry={() => void (sample.error ? sample.refetch() : saved.refetch())}
        />
      ) : null}
      {sample.data && !isWaiting ? (
        <MapFields key={fileId} project={project.slug} sample={sample.data} base={base} />
      ) : null}
    </>
  );
}
