import type { Metadata } from "next";
import { VersionScreen } from "@/components/screens/datasets/version-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Dataset" };

type Props = { params: Promise<{ versionId: string }>; searchParams: Promise<{ project?: string }> };

export default async function DatasetPage({ params, searchParams }: Props) {
  const { versionId } = await params;
  const { me } = await openPage(`/datasets/${versionId}`);
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="datasets">
      {project?.permissions.includes("exports:read") ? (
        <VersionScreen project={project} versionId={versionId} />
      ) : (
        <NoPermission title="Datasets are for leads, data engineers and admins">
          An admin of the project changes roles in its settings.
        </NoPermission>
      )}
    </AppShell>
  );
}
