"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { countOf } from "@/components/ui/format";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { call } from "@/lib/api/call";
import { freezeDataset } from "@/lib/api/contract/datasets";
import type { Me } from "@/lib/api/contract/people";
import { datasetPreviewQuery } from "@/lib/api/queries";
import { FilterForm } from "./filter-form";
import { type Filter, readQuery, writeQuery } from "./query-url";
import { RunList } from "./run-list";
import { Subtraction } from "./subtraction";

/** A filter, what it would freeze, and the freezing. */
export function BuilderScreen({ project }: { project: Me["projects"][number] }) {
  const router = useRouter();
  const filter = readQuery(new URLSearchParams(useSearchParams()));
  const preview = useQuery({ ...datasetPreviewQuery(project.slug, filter), placeholderData: keepPreviousData });
  const change = (part: Filter) =>
    window.history.replaceState(null, "", writeQuery({ ...filter, ...part }, project.slug));
  const data = preview.data;
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
        <h1 className="text-lead">New dataset</h1>
      </header>
      <div className="flex min-h-0 grow">
        <FilterForm filter={filter} onChange={change} />
        <section aria-label="Preview" className="flex min-h-0 min-w-0 grow flex-col overflow-auto px-4 py-3">
          {preview.isPending ? <SkeletonRows rows={8} height={32} label="Counting runs" /> : null}
          {preview.isError ? (
            <ErrorState
              title="The filter could not be counted"
              message={preview.error.message}
              onRetry={() => void preview.refetch()}
            />
          ) : null}
          {data ? (
            <>
              <Subtraction {...data} />
              <FreezeForm
                project={project.slug}
                filter={filter}
                selected={data.selected}
                steps={data.steps}
                onDone={(id) => router.push(`/datasets/${id}?project=${encodeURIComponent(project.slug)}`)}
              />
              {data.matched === 0 ? (
                <EmptyState title="No run fits this filter">Widen it, or import more runs.</EmptyState>
              ) : null}
              <RunList title="In it" runs={data.runs} total={data.selected} />
              <RunList title="Stay out" runs={data.out} total={data.matched - data.selected} />
            </>
          ) : null}
        </section>
      </div>
    </>
  );
}

type FreezeProps = { project: string; filter: Filter; selected: number; steps: number; onDone: (id: string) => void };

function FreezeForm({ project, filter, selected, steps, onDone }: FreezeProps) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const freeze = useMutation({
    mutationFn: () => call(freezeDataset, { project, name, query: filter }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["datasets"] });
      onDone(id);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    freeze.mutate();
  };
  const isReady = selected > 0 && name.trim() !== "";
  return (
    <form onSubmit={submit} className="mb-2 flex flex-wrap items-end gap-3 border-y border-line py-3">
      <Field
        label="Name"
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.target.value)}
        placeholder="swe-recovery"
        error={freeze.error?.message ?? null}
        hint="A name that exists already gets a new version."
      />
      <Button type="submit" variant="primary" size="large" disabled={!isReady || freeze.isPending} className="mb-5">
        {freeze.isPending ? "Freezing" : `Freeze ${countOf(selected, "run")}`}
      </Button>
      <span className="mb-6 text-small text-fg-3">{countOf(steps, "step")}</span>
    </form>
  );
}
