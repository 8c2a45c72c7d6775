import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { ReplayScreen } from "@/components/screens/replay/replay-screen";
import { ScanWait } from "@/components/screens/replay/scan-wait";
import { AppShell } from "@/components/shell/app-shell";
import {
  BODY_CHUNK,
  bodiesQuery,
  governanceQuery,
  reviewQuery,
  skeletonQuery,
  trajectoryQuery,
} from "@/lib/api/queries";
import { openPage } from "@/lib/http/page";
import { readRunGovernance } from "@/lib/services/governance/read-run-governance";
import { readReview } from "@/lib/services/reviews/read-review";
import { readBodies } from "@/lib/services/trajectories/read-bodies";
import { readSkeleton } from "@/lib/services/trajectories/read-skeleton";
import { readTrajectory } from "@/lib/services/trajectories/read-trajectory";

export const metadata: Metadata = { title: "Replay" };

export default async function ReplayPage({ params }: { params: Promise<{ trajectoryId: string }> }) {
  const { trajectoryId } = await params;
  const page = await openPage(`/runs/${trajectoryId}`);
  const governance = await page.read(readRunGovernance, { trajectoryId });
  if (!governance.isReadable)
    return (
      <AppShell me={page.me} active="runs" rail="slim">
        <ScanWait trajectoryId={trajectoryId} first={governance} />
      </AppShell>
    );
  const run = await page.read(readTrajectory, { trajectoryId });
  const [skeleton, review, bodies] = await Promise.all([
    page.read(readSkeleton, { trajectoryId, segment: 0 }),
    page.read(readReview, { trajectoryId }),
    page.read(readBodies, { trajectoryId, from: 0, to: Math.min(BODY_CHUNK, run.stepCount) }),
  ]);
  const client = new QueryClient();
  client.setQueryData(governanceQuery(trajectoryId).queryKey, governance);
  client.setQueryData(trajectoryQuery(trajectoryId).queryKey, run);
  client.setQueryData(skeletonQuery(trajectoryId, run.revisionId, 0).queryKey, skeleton);
  client.setQueryData(reviewQuery(trajectoryId).queryKey, review);
  client.setQueryData(bodiesQuery(trajectoryId, run.revisionId, 0, run.stepCount).queryKey, bodies);
  return (
    <AppShell me={page.me} active="runs" rail="slim">
      <HydrationBoundary state={dehydrate(client)}>
        <ReplayScreen trajectoryId={trajectoryId} me={page.me} />
      </HydrationBoundary>
    </AppShell>
  );
}
