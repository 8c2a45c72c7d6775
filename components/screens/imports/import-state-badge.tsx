import { CircleCheck, LoaderCircle, Pause, X } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { ImportSummary } from "@/lib/api/contract/imports";

/** Where an import stands: what people want of it, and whether anything of it is still on the way. */
export function ImportStateBadge({ summary }: { summary: ImportSummary }) {
  const { state, counts } = summary;
  if (state === "cancelled") return <Badge icon={<X size={12} aria-hidden />}>Cancelled</Badge>;
  if (counts.inProgress === 0)
    return (
      <Badge tone="ok" icon={<CircleCheck size={12} aria-hidden />}>
        Finished
      </Badge>
    );
  if (state === "paused")
    return (
      <Badge tone="warn" icon={<Pause size={12} aria-hidden />}>
        Paused
      </Badge>
    );
  return (
    <Badge tone="accent" icon={<LoaderCircle size={12} aria-hidden />}>
      Reading
    </Badge>
  );
}
