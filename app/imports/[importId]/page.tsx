import type { Metadata } from "next";
import { ImportScreen } from "@/components/screens/imports/import-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Import" };

type Props = { params: Promise<{ importId: string }>; searchParams: Promise<{ project?: string }> };

export default async function ImportPage({ params, searchParams }: Props) {
  const { importId } = await params;
  const { me } = await openPage(`/imports/${importId}`);
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="runs">
      {project?.permissions.includes("runs:import") ? (
        <ImportScreen project={project} importId={importId} />
      ) : (
        <NoPermission title="Imports are for leads, data engineers and admins">
          An admin of the project changes roles in its settings.
        </NoPermission>
      )}
    </AppShell>
  );
}
