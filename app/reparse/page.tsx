import type { Metadata } from "next";
import { ReparseScreen } from "@/components/screens/reparse/reparse-screen";
import { AppShell } from "@/components/shell/app-shell";
import { NoPermission } from "@/components/ui/states";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Reparse" };

type Props = { searchParams: Promise<{ project?: string }> };

export default async function ReparsePage({ searchParams }: Props) {
  const { me } = await openPage("/reparse");
  const slug = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  const project = me.projects.find((each) => each.slug === slug);
  return (
    <AppShell me={me} active="runs">
      {project ? (
        <ReparseScreen project={project} />
      ) : (
        <NoPermission title="You are in no project of this name">
          An admin of the project adds people in its settings.
        </NoPermission>
      )}
    </AppShell>
  );
}
