import type { Metadata } from "next";
import { SettingsScreen } from "@/components/screens/settings/settings-screen";
import { AppShell } from "@/components/shell/app-shell";
import { openPage } from "@/lib/http/page";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  const { me } = await openPage("/settings");
  const project = (await searchParams).project ?? me.projects[0]?.slug ?? "";
  return (
    <AppShell me={me} active="settings">
      <SettingsScreen me={me} project={project} />
    </AppShell>
  );
}
