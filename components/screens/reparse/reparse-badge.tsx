import { CircleAlert, CircleCheck, LoaderCircle, X } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { ReparseSummary } from "@/lib/api/contract/reparse";

/** Where a reparse stands. */
export function ReparseBadge({ summary: { counts } }: { summary: Pick<ReparseSummary, "counts"> }) {
  if (counts.waiting > 0)
    return (
      <Badge tone="accent" icon={<LoaderCircle size={12} aria-hidden />}>
        Reading
      </Badge>
    );
  if (counts.cancelled > 0) return <Badge icon={<X size={12} aria-hidden />}>Cancelled</Badge>;
  if (counts.failed > 0)
    return (
      <Badge tone="err" icon={<CircleAlert size={12} aria-hidden />}>
        Finished, {counts.failed} failed
      </Badge>
    );
  return (
    <Badge tone="ok" icon={<CircleCheck size={12} aria-hidden />}>
      Finished
    </Badge>
  );
}
