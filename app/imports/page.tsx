import type { Metadata } from "next";
import { ImportsScreen } from "@/components/screens/imports/imports-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Imports" };

type Props = { searchParams: Promise<{ project?: string }> };

export default async function ImportsPage({ searchParams }: Props) {
  const { me } = await openPage("/imports");
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="runs">
      {project?.permissions.includes("runs:import") ? (
        <ImportsScreen project={project} />
      ) : (
        <NoPermission title="Imports are for leads, data engineers and admins">
          An admin of the project changes roles in its settings.
        </NoPermission>
      )}
    </AppShell>
  );
}
