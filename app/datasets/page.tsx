import type { Metadata } from "next";
import { DatasetsScreen } from "@/components/screens/datasets/datasets-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Datasets" };

type Props = { searchParams: Promise<{ project?: string }> };

export default async function DatasetsPage({ searchParams }: Props) {
  const { me } = await openPage("/datasets");
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="datasets">
      {project?.permissions.includes("exports:read") ? (
        <DatasetsScreen project={project} />
      ) : (
        <NoPermission title="Datasets are for leads, data engineers and admins">
          An admin of the project changes roles in its settings.
        </NoPermission>
      )}
    </AppShell>
  );
}
