import type { Metadata } from "next";
import { BuilderScreen } from "@/components/screens/datasets/builder-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "New dataset" };

type Props = { searchParams: Promise<{ project?: string }> };

export default async function NewDatasetPage({ searchParams }: Props) {
  const { me } = await openPage("/datasets/new");
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="datasets">
      {project?.permissions.includes("exports:create") ? (
        <BuilderScreen project={project} />
      ) : (
        <NoPermission title="Freezing is for leads, data engineers and admins">
          An admin of the project changes roles in its settings.
        </NoPermission>
      )}
    </AppShell>
  );
}
