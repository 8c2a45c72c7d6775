"use client";
import { clsx } from "clsx";
import { CircleAlert, CircleCheck, CircleX, LoaderCircle, PackageOpen, SkipForward } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { formatBytes, formatCount } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { ProgressBar } from "@/components/ui/progress-bar";
import { stateOf, type Upload, type UploadState } from "./upload-list";

const STATES: Record<UploadState, { icon: typeof CircleCheck; ink: string }> = {
  stored: { icon: CircleCheck, ink: "text-ok-ink" },
  skipped: { icon: SkipForward, ink: "text-fg-2" },
  quarantined: { icon: CircleAlert, ink: "text-err-ink" },
  rejected: { icon: CircleX, ink: "text-err-ink" },
  unpacked: { icon: PackageOpen, ink: "text-fg-2" },
  "not sent": { icon: CircleX, ink: "text-warn-ink" },
  "in progress": { icon: LoaderCircle, ink: "text-fg-3" },
};

/** One file of an import: what it is, what became of it, why, and what can be done. */
export function ImportRow({
  upload,
  mapAddress,
  onAgain,
  onCancel,
}: {
  upload: Upload;
  /** Where a person says what the fields of a file mean; null where that would not help it. */
  mapAddress: string | null;
  onAgain?: () => void;
  onCancel?: () => void;
}) {
  const state = stateOf(upload);
  const { icon: Icon, ink } = STATES[state];
  const problem = upload.file?.problems.find(({ severity }) => severity !== "note") ?? upload.file?.problems[0];
  const run = upload.file?.trajectories[0];
  const runs = upload.file?.trajectories.length ?? 0;
  const isBad = state === "quarantined" || state === "rejected";
  return (
    <li className={clsx("border-b border-line px-3 last:border-b-0", isBad && "bg-err-soft")}>
      <div className="flex min-h-8 items-center gap-3">
        <ImportedText className="min-w-40 grow basis-64 text-code">{upload.name}</ImportedText>
        <span className="w-32 shrink-0 truncate text-small text-fg-3">{upload.file?.formatId ?? ""}</span>
        <span className={clsx("flex w-28 shrink-0 items-center gap-1.5 font-semibold first-letter:uppercase", ink)}>
          <Icon size={14} aria-hidden /> {state}
        </span>
        {upload.phase === "sending" ? (
          <ProgressBar
            value={upload.sizeBytes === 0 ? 0 : upload.sentBytes / upload.sizeBytes}
            label={`Sending ${upload.name}`}
          />
        ) : null}
        <span className="w-16 shrink-0 text-right text-small text-fg-3">{formatBytes(upload.sizeBytes)}</span>
        <span className="w-16 shrink-0 text-right text-small text-fg-3">
          {runs > 1 ? `${formatCount(runs)} runs` : ""}
        </span>
        {upload.phase === "sending" ? (
          <Button variant="quiet" size="small" onClick={onCancel}>
            Cancel
          </Button>
        ) : null}
        {state === "not sent" ? (
          <Button variant="quiet" size="small" onClick={onAgain}>
            Try again
          </Button>
        ) : null}
        <span className="w-24 shrink-0 text-right">
          {run ? (
            <Link href={`/runs/${run.id}`} className="text-accent-ink">
              {runs > 1 ? "open the first" : "open run"}
            </Link>
          ) : mapAddress ? (
            <Link href={mapAddress} className="text-accent-ink">
              Map its fields…
            </Link>
          ) : null}
        </span>
      </div>
      {problem || upload.reason ? (
        <p className="pb-1.5 text-small text-fg-2">
          {problem?.message ?? upload.reason}
          {problem?.line ? <span className="text-fg-3"> Line {problem.line}.</span> : null}
          {problem?.code ? <code className="ml-2 font-mono text-fg-3">{problem.code}</code> : null}
        </p>
      ) : null}
    </li>
  );
}
