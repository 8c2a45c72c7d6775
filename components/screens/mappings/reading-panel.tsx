"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { countOf } from "@/components/ui/format";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { importFileQuery } from "@/lib/api/queries";

type Props = { project: string; fileId: string; mappingName: string; onBack: () => void };

/** What became of the file that was sent back to be read. */
export function ReadingPanel({ project, fileId, mappingName, onBack }: Props) {
  const client = useQueryClient();
  const file = useQuery(importFileQuery(project, fileId));
  const status = file.data?.status;
  useEffect(() => {
    if (status === "stored") void client.invalidateQueries({ queryKey: ["trajectories"] });
  }, [status, client]);
  if (file.isError)
    return (
      <ErrorState
        title="The file could not be looked up"
        message={file.error.message}
        onRetry={() => void file.refetch()}
      />
    );
  if (!file.data || status === "received" || status === "reading")
    return <SkeletonRows rows={4} height={32} label={`Reading the file with ${mappingName}`} />;
  const runs = file.data.trajectories;
  const steps = runs.reduce((sum, run) => sum + run.steps, 0);
  const [first] = runs;
  const problem = file.data.problems.find(({ severity }) => severity !== "note");
  if (first === undefined)
    return (
      <div>
        <ErrorState
          title={`The file is ${file.data.status}`}
          message={problem?.message ?? "No run came out of it. Change the mapping and save it again."}
          code={problem?.code ?? null}
        />
        <div className="px-3">
          <Button onClick={onBack}>Back to the mapping</Button>
        </div>
      </div>
    );
  const held = file.data.records?.quarantined ?? 0;
  return (
    <div role="status">
      <EmptyState
        title={`${file.data.name} is ${file.data.status}`}
        action={
          <Link href={`/runs/${first.id}`} className={buttonClass("primary", "large")}>
            Open the first run
          </Link>
        }
      >
        {countOf(runs.length, "run")} with {countOf(steps, "step")}, read with {mappingName}.
        {held > 0 ? ` ${countOf(held, "record")} held back; the import says why.` : ""} Files of this structure are read
        with it from now on.
      </EmptyState>
    </div>
  );
}
