"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { formatBytes, formatCount, formatDate } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { ApiError, call } from "@/lib/api/call";
import type { ImportFileView } from "@/lib/api/contract/imports";
import { type MappingView, readWith } from "@/lib/api/contract/mappings";
import type { Me } from "@/lib/api/contract/people";
import { mappingsQuery } from "@/lib/api/queries";

/** What the project knows of files of its own structures, and the files that wait for it. */
export function MappingsScreen({ project }: { project: Me["projects"][number] }) {
  const query = useQuery(mappingsQuery(project.slug));
  const { mappings = [], waiting = [] } = query.data ?? {};
  const isEmpty = query.data !== undefined && mappings.length + waiting.length === 0;
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <h1 className="text-lead">Mappings</h1>
        <span className="truncate text-fg-2">{project.name}</span>
      </header>
      <div className="min-h-0 grow overflow-auto">
        {query.isPending ? <SkeletonRows rows={6} height={32} label="Loading mappings" /> : null}
        {query.isError ? (
          <ErrorState
            title="The mappings could not be read"
            message={query.error.message}
            code={query.error instanceof ApiError ? query.error.code : null}
            onRetry={() => void query.refetch()}
          />
        ) : null}
        {isEmpty ? (
          <EmptyState
            title="No file waits for a mapping"
            action={
              <Link href={`/runs?project=${encodeURIComponent(project.slug)}`} className={buttonClass()}>
                Go to the runs
              </Link>
            }
          >
            Import JSON or JSONL of a structure of your own: it is quarantined, stands here, and you say on its fields
            what they mean.
          </EmptyState>
        ) : null}
        {waiting.length > 0 ? <WaitingFiles project={project.slug} files={waiting} mappings={mappings} /> : null}
        {mappings.length > 0 ? <MappingTable mappings={mappings} /> : null}
      </div>
    </>
  );
}

function WaitingFiles({
  project,
  files,
  mappings,
}: {
  project: string;
  files: readonly ImportFileView[];
  mappings: readonly MappingView[];
}) {
  return (
    <section aria-label="Files that wait" className="border-b border-line pb-2">
      <h2 className="flex h-9 items-center px-4 text-base">Files that wait</h2>
      <ul>
        {files.map((file) => (
          <WaitingRow key={file.id} project={project} file={file} mappings={mappings} />
        ))}
      </ul>
    </section>
  );
}

function WaitingRow({
  project,
  file,
  mappings,
}: {
  project: string;
  file: ImportFileView;
  mappings: readonly MappingView[];
}) {
  const client = useQueryClient();
  const say = useToast();
  const [chosen, setChosen] = useState(mappings[0]?.id ?? "");
  const read = useMutation({
    mutationFn: () =>
      call(readWith, { project, fileId: file.id, mappingId: chosen }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: () => {
      say(`${file.name} is being read`);
      return client.invalidateQueries({ queryKey: ["mappings", project] });
    },
  });
  const problem = file.problems.find(({ severity }) => severity !== "note");
  const address = `/mappings/new?project=${encodeURIComponent(project)}&file=${file.id}`;
  return (
    <li className="border-t border-line px-4 py-1">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        <ImportedText className="min-w-40 grow basis-52 text-code">{file.name}</ImportedText>
        <span className="shrink-0 text-small text-fg-3">{formatBytes(file.sizeBytes)}</span>
        {mappings.length > 0 ? (
          <>
            <Select
              label={`Mapping for ${file.name}`}
              value={chosen}
              className="max-w-48"
              options={mappings.map(({ id, name }) => ({ value: id, name }))}
              onChoose={setChosen}
            />
            <Button disabled={read.isPending} onClick={() => read.mutate()}>
              Read with it
            </Button>
          </>
        ) : null}
        <Link href={`${address}${chosen && file.formatId ? `&from=${chosen}` : ""}`} className={buttonClass()}>
          Map its fields…
        </Link>
      </div>
      {problem || read.error ? (
        <p className="pb-1 text-small text-fg-2">{read.error?.message ?? problem?.message}</p>
      ) : null}
    </li>
  );
}

function MappingTable({ mappings }: { mappings: readonly MappingView[] }) {
  return (
    <section aria-label="Saved mappings">
      <h2 className="flex h-9 items-center px-4 text-base">Saved mappings</h2>
      <table className="w-full border-collapse">
        <thead>
          <tr className="h-8 border-y border-line text-left text-small text-fg-2">
            <th className="px-4 font-semibold">Mapping</th>
            <th className="pr-4 text-right font-semibold">Files</th>
            <th className="font-semibold">Saved by</th>
            <th className="pr-4 text-right font-semibold">Saved</th>
          </tr>
        </thead>
        <tbody>
          {mappings.map(({ id, name, number, files, createdBy, createdAt }) => (
            <tr key={id} className="h-8 border-b border-line">
              <td className="px-4">
                <span className="font-semibold">{name}</span> <span className="text-fg-3">version {number}</span>
              </td>
              <td className="pr-4 text-right">{formatCount(files)}</td>
              <td className="text-fg-2">{createdBy}</td>
              <td className="pr-4 text-right text-fg-3">{formatDate(createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
