"use client";
import { Pause, Play, Upload as UploadIcon, X } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/progress-bar";
import { ImportRow } from "./import-row";
import { mapAddress } from "./upload-list";
import type { Imports } from "./use-imports";

type Props = { imports: Imports; project: string };

/** What is being brought in, over the list without blocking it. The line at its head always adds up. */
export function ImportPanel({ imports, project }: Props) {
  const { lines, isDragging, unlisted } = imports;
  const report = `/imports/${imports.importId}?project=${encodeURIComponent(project)}`;
  return (
    <>
      {isDragging ? (
        <div className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-panel border-2 border-dashed border-accent bg-(--rt-scrim)">
          <p className="flex items-center gap-2 rounded-panel bg-raised px-4 py-3 text-lead shadow-2">
            <UploadIcon size={16} aria-hidden /> Drop to import into this project
          </p>
        </div>
      ) : null}
      {lines.length > 0 ? (
        <section
          aria-label="Import"
          className="absolute right-4 bottom-4 left-4 z-20 flex max-h-[60%] flex-col overflow-hidden rounded-panel border border-line bg-raised shadow-2 wide:left-56"
        >
          <PanelHead imports={imports} report={report} />
          <ul className="min-h-0 overflow-auto">
            {lines.map((line) => (
              <ImportRow
                key={line.id}
                upload={line}
                // Leaving the page would stop what is still being sent.
                mapAddress={imports.isSending ? null : mapAddress(project, line)}
                onAgain={() => imports.again(line.id)}
                onCancel={() => imports.cancel(line.id)}
              />
            ))}
          </ul>
          {unlisted > 0 ? (
            <p className="border-t border-line px-3 py-1.5 text-small text-fg-2">
              {formatCount(unlisted)} more files are in the{" "}
              <Link href={report} className="text-accent-ink">
                report
              </Link>
              .
            </p>
          ) : null}
        </section>
      ) : null}
    </>
  );
}

function PanelHead({ imports, report }: { imports: Imports; report: string }) {
  const { isBusy, state } = imports;
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 border-b border-line px-3">
      <h2 className="text-base">Import</h2>
      <ProgressBar value={imports.progress} label="Import progress" className="w-36" />
      <p role="status" className="min-w-0 grow truncate text-small text-fg-2">
        {imports.told}
        {state === "paused" ? ", paused" : ""}
        {state === "cancelled" ? ", cancelled" : ""}
      </p>
      {imports.problem ? (
        <p role="alert" className="text-small text-err-ink">
          {imports.problem}
        </p>
      ) : null}
      {isBusy && state === "running" ? (
        <Button
          size="small"
          variant="quiet"
          icon={<Pause size={14} aria-hidden />}
          onClick={() => imports.steer("paused")}
        >
          Pause
        </Button>
      ) : null}
      {state === "paused" ? (
        <Button size="small" icon={<Play size={14} aria-hidden />} onClick={() => imports.steer("running")}>
          Resume
        </Button>
      ) : null}
      {isBusy && state !== "cancelled" ? (
        <Button size="small" variant="quiet" onClick={() => imports.steer("cancelled")}>
          Cancel all
        </Button>
      ) : null}
      <Link href={report} className="text-small text-accent-ink">
        Report
      </Link>
      <button
        type="button"
        aria-label="Close the import list"
        disabled={imports.isSending}
        title={imports.isSending ? "Wait until all files are sent" : "The import goes on; its report stays"}
        onClick={imports.clear}
        className="flex size-6 items-center justify-center rounded-control text-fg-2 hover:bg-hover disabled:text-fg-3"
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
}
