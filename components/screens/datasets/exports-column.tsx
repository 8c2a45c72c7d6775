"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button, buttonClass } from "@/components/ui/button";
import { countOf, formatBytes, formatCount, formatTime } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Select } from "@/components/ui/select";
import { call, queryOf } from "@/lib/api/call";
import type { DatasetVersion } from "@/lib/api/contract/datasets";
import { cancelExport, createExport, type ExportView } from "@/lib/api/contract/exports";
import { profilesQuery, versionQuery } from "@/lib/api/queries";

type Props = {
  project: string;
  version: DatasetVersion;
  exports: readonly ExportView[];
  isClear: boolean;
  canExport: boolean;
};

/** Files of this version: asked for, on their way, and there to be fetched. */
export function ExportsColumn({ project, version, exports, isClear, canExport }: Props) {
  const client = useQueryClient();
  const profiles = useQuery(profilesQuery());
  const [profile, setProfile] = useState("trl-sft");
  const refresh = () => client.invalidateQueries({ queryKey: versionQuery(project, version.id).queryKey });
  const start = useMutation({
    mutationFn: () =>
      call(createExport, { project, versionId: version.id, profile }, { idempotencyKey: crypto.randomUUID() }),
    onSettled: refresh,
  });
  return (
    <aside aria-label="Exports" className="flex min-h-0 flex-col gap-3 overflow-auto border-l border-line bg-bg p-3">
      {canExport ? (
        <div className="flex gap-2">
          <Select
            label="Profile"
            value={profile}
            options={(profiles.data?.profiles ?? []).map(({ id, version: number }) => ({
              value: id,
              name: `${id} ${number}`,
            }))}
            onChoose={setProfile}
            className="h-8 min-w-0 grow"
          />
          <Button
            variant="primary"
            size="large"
            disabled={!isClear || start.isPending || !profiles.data}
            onClick={() => start.mutate()}
          >
            Export
          </Button>
        </div>
      ) : null}
      {start.isError ? (
        <p role="alert" className="text-small text-err-ink">
          {start.error.message}
        </p>
      ) : null}
      {exports.length === 0 ? (
        <p className="text-small text-fg-2">
          No export yet. Files come with a manifest, sha256 sums and a receipt; the same version gives the same bytes.
        </p>
      ) : null}
      {exports.map((view) => (
        <ExportCard
          key={view.id}
          project={project}
          view={view}
          isClear={isClear}
          canExport={canExport}
          onChange={refresh}
        />
      ))}
    </aside>
  );
}

type CardProps = {
  project: string;
  view: ExportView;
  isClear: boolean;
  canExport: boolean;
  onChange: () => Promise<void>;
};

function ExportCard({ project, view, isClear, canExport, onChange }: CardProps) {
  const cancel = useMutation({
    mutationFn: () => call(cancelExport, { project, exportId: view.id }, { idempotencyKey: crypto.randomUUID() }),
    onSettled: onChange,
  });
  const isUnderWay = view.status === "queued" || view.status === "running";
  const rejected = Object.values(view.rejected).reduce((sum, count) => sum + count, 0);
  return (
    <section aria-label={`Export ${view.profile}`} className="rounded-panel border border-line bg-raised">
      <div className="flex h-9 items-center gap-2 border-b border-line px-3">
        <span className="font-mono text-code font-semibold">{view.profile}</span>
        <span className="text-small text-fg-3">{view.profileVersion}</span>
        <Badge tone={view.status === "finished" ? "ok" : view.status === "failed" ? "err" : "plain"}>
          {view.status}
        </Badge>
        <span className="grow" />
        <span className="text-small text-fg-3">{formatTime(view.createdAt)}</span>
      </div>
      <div className="flex flex-col gap-2 p-3">
        {isUnderWay ? (
          <div className="flex items-center gap-3">
            <p role="status" className="grow text-small">
              {view.status === "queued"
                ? "Waiting for a worker"
                : `Writing, ${formatCount(view.rows)} rows of ${formatCount(view.trajectoryCount)} runs`}
            </p>
            <ProgressBar
              value={view.trajectoryCount === 0 ? 0 : Math.min(1, view.rows / view.trajectoryCount)}
              label={`Export ${view.profile}`}
            />
            {canExport ? (
              <Button size="small" onClick={() => cancel.mutate()} disabled={cancel.isPending}>
                Cancel
              </Button>
            ) : null}
          </div>
        ) : null}
        {view.status === "failed" ? (
          <p role="alert" className="text-small text-err-ink">
            {view.error ?? "Nothing of it was kept. Start it again."}
          </p>
        ) : null}
        {view.status === "cancelled" ? (
          <p className="text-small text-fg-2">Cancelled. Nothing of it was kept.</p>
        ) : null}
        {view.status === "finished" ? (
          <Files project={project} view={view} rejected={rejected} isClear={isClear} />
        ) : null}
      </div>
    </section>
  );
}

type FilesProps = { project: string; view: ExportView; rejected: number; isClear: boolean };

function Files({ project, view, rejected, isClear }: FilesProps) {
  const address = (file?: string) => `/api/v1/exports/${view.id}/download${queryOf({ project, file })}`;
  return (
    <>
      <p className="text-small text-fg-2">
        {countOf(view.rows, "row")} of {countOf(view.trajectoryCount - rejected, "run")}
        {rejected > 0
          ? `; ${formatCount(rejected)} rejected: ${Object.keys(view.rejected).join(", ").replaceAll("-", " ")}`
          : ""}
      </p>
      <ul className="rounded-control border border-line">
        {view.files.map(({ name, sizeBytes, sha256 }) => (
          <li key={name} className="flex h-8 items-center gap-3 border-b border-line px-2 last:border-b-0">
            {isClear ? (
              <a href={address(name)} download className="min-w-0 grow truncate font-mono text-code text-accent-ink">
                {name}
              </a>
            ) : (
              <span className="min-w-0 grow truncate font-mono text-code text-fg-3">{name}</span>
            )}
            <code className="font-mono text-micro text-fg-3" title={sha256}>
              {sha256.slice(0, 12)}
            </code>
            <span className="text-small text-fg-3">{formatBytes(sizeBytes)}</span>
          </li>
        ))}
      </ul>
      {isClear && view.files.length > 0 ? (
        <a href={address()} download className={buttonClass("default", "large")}>
          <Download size={14} aria-hidden /> Download all as zip
        </a>
      ) : null}
    </>
  );
}
