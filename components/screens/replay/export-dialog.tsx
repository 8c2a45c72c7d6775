"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatBytes, formatCount } from "@/components/ui/format";
import { ErrorState } from "@/components/ui/states";
import { call, queryOf } from "@/lib/api/call";
import { cancelExport, createExport, type ExportView } from "@/lib/api/contract/exports";
import { exportQuery } from "@/lib/api/queries";

type Props = { project: string; trajectoryId: string; isOpen: boolean; onClose: () => void };

/** This run with its labels as files: started, watched, cancelled, downloaded. */
export function ExportDialog({ project, trajectoryId, isOpen, onClose }: Props) {
  const start = useMutation({
    mutationFn: () =>
      call(
        createExport,
        { project, profile: "studio-full", trajectoryIds: [trajectoryId] },
        { idempotencyKey: crypto.randomUUID() },
      ),
  });
  const wasOpen = useRef(false);
  useEffect(() => {
    // Each opening is an export of what stands now.
    if (isOpen && !wasOpen.current) start.mutate();
    wasOpen.current = isOpen;
  }, [isOpen, start]);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Export this run"
      description="Profile studio-full: the whole record with its labels, as JSONL with a manifest, sums and a receipt."
    >
      {start.isError ? (
        <ErrorState title="The export did not start" message={start.error.message} onRetry={() => start.mutate()} />
      ) : null}
      {start.data ? <Progress project={project} started={start.data} /> : null}
    </Dialog>
  );
}

function Progress({ project, started }: { project: string; started: ExportView }) {
  const client = useQueryClient();
  const query = useQuery({ ...exportQuery(project, started.id), initialData: started });
  const cancel = useMutation({
    mutationFn: () => call(cancelExport, { project, exportId: started.id }),
    onSuccess: (view) => client.setQueryData(exportQuery(project, started.id).queryKey, view),
  });
  const view = query.data;
  const address = (file?: string) => `/api/v1/exports/${view.id}/download${queryOf({ project, file })}`;
  if (view.status === "failed")
    return (
      <ErrorState
        title="The export failed"
        message={view.error ?? "Nothing of it can be downloaded. Start it again."}
      />
    );
  if (view.status === "cancelled") return <p role="status">Cancelled. Nothing of it was kept.</p>;
  if (view.status !== "finished") {
    return (
      <div className="flex items-center gap-3">
        <p role="status" className="grow">
          {view.status === "queued"
            ? "Waiting for a worker"
            : `Writing, ${formatCount(view.rows)} of ${formatCount(view.trajectoryCount)} runs`}
        </p>
        <Button onClick={() => cancel.mutate()} disabled={cancel.isPending}>
          Cancel export
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      <p role="status">
        {formatCount(view.rows)} {view.rows === 1 ? "run" : "runs"} written, 0 left out.
      </p>
      <ul className="rounded-control border border-line">
        {view.files.map(({ name, sizeBytes, sha256 }) => (
          <li key={name} className="flex h-8 items-center gap-3 border-b border-line px-2 last:border-b-0">
            <a href={address(name)} download className="min-w-0 grow truncate font-mono text-code text-accent-ink">
              {name}
            </a>
            <code className="font-mono text-micro text-fg-3">{sha256.slice(0, 12)}</code>
            <span className="text-small text-fg-3">{formatBytes(sizeBytes)}</span>
          </li>
        ))}
      </ul>
      <a href={address()} download className={buttonClass("primary", "large")}>
        Download all as zip
      </a>
    </div>
  );
}
