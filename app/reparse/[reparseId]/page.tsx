import type { Metadata } from "next";
import { ReportScreen } from "@/components/screens/reparse/report-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Report of a reparse" };

type Props = { params: Promise<{ reparseId: string }>; searchParams: Promise<{ project?: string }> };

export default async function ReparseReportPage({ params, searchParams }: Props) {
  const { reparseId } = await params;
  const { me } = await openPage(`/reparse/${reparseId}`);
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="runs">
      {project?.permissions.includes("runs:import") ? (
        <ReportScreen project={project} reparseId={reparseId} />
      ) : (
        <NoPermission title="Reading runs again is for leads, data engineers and admins">
          Marks of yours that found no place are listed on the Reparse screen.
        </NoPermission>
      )}
    </AppShell>
  );
}
