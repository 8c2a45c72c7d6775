"use client";
import { Upload as UploadIcon, X } from "lucide-react";
import { ProgressBar } from "@/components/ui/progress-bar";
import { ImportRow } from "./import-row";
import { stateOf, sumUp } from "./upload-list";
import type { Imports } from "./use-imports";

/** What is being brought in, over the list without blocking it. The line at its head always adds up. */
export function ImportPanel({ imports }: { imports: Imports }) {
  const { uploads, isDragging } = imports;
  const isBusy = uploads.some((upload) => stateOf(upload) === "in progress");
  const total = uploads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const done = uploads.reduce(
    (sum, upload) =>
      sum +
      (stateOf(upload) === "in progress" ? upload.sentBytes / 2 + (upload.file?.readBytes ?? 0) / 2 : upload.sizeBytes),
    0,
  );
  return (
    <>
      {isDragging ? (
        <div className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-panel border-2 border-dashed border-accent bg-(--rt-scrim)">
          <p className="flex items-center gap-2 rounded-panel bg-raised px-4 py-3 text-lead shadow-2">
            <UploadIcon size={16} aria-hidden /> Drop to import into this project
          </p>
        </div>
      ) : null}
      {uploads.length > 0 ? (
        <section
          aria-label="Import"
          className="absolute right-4 bottom-4 left-4 z-20 flex max-h-[60%] flex-col overflow-hidden rounded-panel border border-line bg-raised shadow-2 wide:left-56"
        >
          <div className="flex h-9 shrink-0 items-center gap-3 border-b border-line px-3">
            <h2 className="text-base">Import</h2>
            <ProgressBar value={total === 0 ? 1 : done / total} label="Import progress" className="w-36" />
            <p role="status" className="min-w-0 grow truncate text-small text-fg-2">
              {sumUp(uploads)}
            </p>
            <button
              type="button"
              aria-label="Close the import list"
              disabled={isBusy}
              title={isBusy ? "Wait until all files are settled" : undefined}
              onClick={imports.clear}
              className="flex size-6 items-center justify-center rounded-control text-fg-2 hover:bg-hover disabled:text-fg-3"
            >
              <X size={14} aria-hidden />
            </button>
          </div>
          <ul className="min-h-0 overflow-auto">
            {uploads.map((upload) => (
              <ImportRow
                key={upload.id}
                upload={upload}
                onAgain={() => imports.again(upload.id)}
                onCancel={() => imports.cancel(upload.id)}
              />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
