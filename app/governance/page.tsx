import type { Metadata } from "next";
import { GovernanceScreen } from "@/components/screens/governance/governance-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Governance" };

type Props = { searchParams: Promise<{ project?: string }> };

export default async function GovernancePage({ searchParams }: Props) {
  const { me } = await openPage("/governance");
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="governance">
      {project?.permissions.includes("governance:read") ? (
        <GovernanceScreen project={project} />
      ) : (
        <NoPermission title="Governance is for leads, data engineers and admins">
          What you mark in a run is hidden from others at once; a lead looks at it here.
        </NoPermission>
      )}
    </AppShell>
  );
}
