import type { Metadata } from "next";
import { MappingsScreen } from "@/components/screens/mappings/mappings-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Mappings" };

type Props = { searchParams: Promise<{ project?: string }> };

export default async function MappingsPage({ searchParams }: Props) {
  const { me } = await openPage("/mappings");
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="runs">
      {project?.permissions.includes("runs:import") ? (
        <MappingsScreen project={project} />
      ) : (
        <NoPermission title="Mappings are for leads, data engineers and admins">
          An admin of the project changes roles in its settings.
        </NoPermission>
      )}
    </AppShell>
  );
}
