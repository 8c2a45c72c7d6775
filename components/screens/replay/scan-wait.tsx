"use client";
import { useQuery } from "@tanstack/react-query";
import { ScanSearch } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { EmptyState } from "@/components/ui/states";
import type { RunGovernance } from "@/lib/api/contract/governance";
import { governanceQuery } from "@/lib/api/queries";

/** A run that nobody but leads may read yet; it opens by itself when its scan has finished. */
export function ScanWait({ trajectoryId, first }: { trajectoryId: string; first: RunGovernance }) {
  const router = useRouter();
  const { data } = useQuery({ ...governanceQuery(trajectoryId), initialData: first });
  const { isReadable, gate } = data;
  useEffect(() => {
    if (isReadable) router.refresh();
  }, [isReadable, router]);
  const wait = waitOf(gate);
  return (
    <EmptyState
      icon={<ScanSearch size={16} aria-hidden className="text-fg-3" />}
      title={wait.title}
      action={
        <Link href="/runs" className="text-accent-ink">
          Back to the runs
        </Link>
      }
    >
      <span role="status">{wait.next}</span>
    </EmptyState>
  );
}

function waitOf({ scan, unplaced }: RunGovernance["gate"]): { title: string; next: string } {
  if (scan?.status === "failed")
    return {
      title: "The scan of this run failed",
      next: "It opens for leads only. A lead can scan it again on the Governance screen.",
    };
  if (scan?.status === "done" && unplaced > 0)
    return {
      title: "Something hidden in this run has no place yet",
      next: "Its file was read again with a newer parser. It opens when a lead has placed what was hidden.",
    };
  return {
    title: "This run is being scanned for secrets",
    next: "It opens by itself when the scan has finished, usually within a second or two.",
  };
}
