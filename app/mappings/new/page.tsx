import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { MapFieldsScreen } from "@/components/screens/mappings/map-fields-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Map fields" };

type Props = { searchParams: Promise<{ project?: string; file?: string; from?: string }> };

export default async function MapFieldsPage({ searchParams }: Props) {
  const { project: named, file, from } = await searchParams;
  const { me } = await openPage(`/mappings/new?${new URLSearchParams({ file: file ?? "", project: named ?? "" })}`);
  const slug = named ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  const fileId = z.uuid().safeParse(file);
  if (!fileId.success) notFound();
  return (
    <AppShell me={me} active="runs" rail="slim">
      {project?.permissions.includes("runs:import") ? (
        <MapFieldsScreen project={project} fileId={fileId.data} from={from ?? null} />
      ) : (
        <NoPermission title="Mapping is for leads, data engineers and admins">
          An admin of the project changes roles in its settings.
        </NoPermission>
      )}
    </AppShell>
  );
}
