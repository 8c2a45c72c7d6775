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
  const hasFailed = gate.scan?.status === "failed";
  return (
    <EmptyState
      icon={<ScanSearch size={16} aria-hidden className="text-fg-3" />}
      title={hasFailed ? "The scan of this run failed" : "This run is being scanned for secrets"}
      action={
        <Link href="/runs" className="text-accent-ink">
          Back to the runs
        </Link>
      }
    >
      <span role="status">
        {hasFailed
          ? "It opens for leads only. A lead can scan it again on the Governance screen."
          : "It opens by itself when the scan has finished, usually within a second or two."}
      </span>
    </EmptyState>
  );
}
