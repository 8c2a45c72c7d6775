import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { readFilter } from "@/components/screens/runs/library-url";
import { RunsScreen } from "@/components/screens/runs/runs-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { libraryQuery } from "@/lib/api/queries";
import { openPage } from "@/lib/http/page";
import { listTrajectories } from "@/lib/services/trajectories/list-trajectories";

export const metadata: Metadata = { title: "Runs" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function RunsPage({ searchParams }: Props) {
  const page = await openPage("/runs");
  const filter = readFilter(await searchParams, page.me.projects[0]?.slug ?? "");
  const project = page.me.projects.find(({ slug }) => slug === filter.project);
  if (!project) {
    return (
      <AppShell me={page.me} active="runs">
        <NoPermission title="You are in no project of this name">
          An admin of the project adds you in its settings.
        </NoPermission>
      </AppShell>
    );
  }
  const client = new QueryClient();
  const first = await page.read(listTrajectories, filter);
  client.setQueryData(libraryQuery(filter).queryKey, { pages: [first], pageParams: [null] });
  return (
    <AppShell me={page.me} active="runs">
      <HydrationBoundary state={dehydrate(client)}>
        <RunsScreen project={project} projects={page.me.projects} />
      </HydrationBoundary>
    </AppShell>
  );
}
