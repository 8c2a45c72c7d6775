"use client";
import { useQuery } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { formatCount } from "@/components/ui/format";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { ErrorState } from "@/components/ui/states";
import { sourceQuery } from "@/lib/api/queries";
import { PlainText } from "./plain-text";

/** The raw bytes a step was read from, as they lie in the file. */
export function SourceDialog({
  trajectoryId,
  ordinal,
  onClose,
}: {
  trajectoryId: string;
  ordinal: number | null;
  onClose: () => void;
}) {
  const source = useQuery({ ...sourceQuery(trajectoryId, ordinal ?? 0), enabled: ordinal !== null });
  return (
    <Dialog isOpen={ordinal !== null} onClose={onClose} title={`Raw source of step ${(ordinal ?? 0) + 1}`} isWide>
      {source.isPending ? <SkeletonRows rows={6} height={20} label="Loading the source" /> : null}
      {source.isError ? (
        <ErrorState
          title="The source could not be read"
          message={source.error.message}
          onRetry={() => void source.refetch()}
        />
      ) : null}
      {source.data ? (
        <>
          <p className="text-small text-fg-2">
            <code className="font-mono">{source.data.path}</code>, bytes {formatCount(source.data.byteStart)} to{" "}
            {formatCount(source.data.byteEnd)} of sha256{" "}
            <code className="font-mono">{source.data.sha256.slice(0, 12)}</code>
            {source.data.isCut ? ". Only the first 256 KiB are shown." : ""}
          </p>
          <div className="min-h-0 overflow-auto" tabIndex={0} role="group" aria-label="Raw source">
            <PlainText text={source.data.text} />
          </div>
        </>
      ) : null}
    </Dialog>
  );
}
