"use client";
import { NoPermission } from "@/components/ui/states";
import type { Me } from "@/lib/api/contract/people";
import { KeysSection } from "./keys-section";
import { MembersSection } from "./members-section";

/** Members and keys of a project, as far as the reader's role goes. */
export function SettingsScreen({ me, project }: { me: Me; project: string }) {
  const here = me.projects.find(({ slug }) => slug === project);
  if (!here)
    return (
      <NoPermission title="You are in no project yet">An admin of a project adds you in its settings.</NoPermission>
    );
  const may = (permission: (typeof here.permissions)[number]) => here.permissions.includes(permission);
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <h1 className="text-lead">Settings</h1>
        <span className="text-fg-3">{here.name}</span>
      </header>
      <div className="flex min-h-0 grow flex-col gap-6 overflow-auto p-4">
        <MembersSection project={project} me={me} canManage={may("members:manage")} />
        {may("keys:manage") ? <KeysSection project={project} permissions={here.permissions} /> : null}
      </div>
    </>
  );
}
