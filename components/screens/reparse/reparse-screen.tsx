"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { Tabs } from "@/components/ui/tabs";
import { NoPermission } from "@/components/ui/states";
import type { Me } from "@/lib/api/contract/people";
import { unmatchedQuery } from "@/lib/api/queries";
import { OutdatedTab } from "./outdated-tab";
import { UnmatchedTab } from "./unmatched-tab";

type Props = { project: Me["projects"][number] };

/** Which runs an older parser read, reading them again, and the marks that found no place on what that gave. */
export function ReparseScreen({ project }: Props) {
  const params = useSearchParams();
  const canImport = project.permissions.includes("runs:import");
  const tab = params.get("tab") === "marks" || (params.get("tab") === null && !canImport) ? "marks" : "runs";
  const unmatched = useInfiniteQuery(unmatchedQuery(project.slug, {}));
  const show = (id: "runs" | "marks") => {
    const query = new URLSearchParams(params);
    query.set("tab", id);
    window.history.replaceState(null, "", `/reparse?${query.toString()}`);
  };
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <Link
          href={`/runs?project=${encodeURIComponent(project.slug)}`}
          className="text-fg-2 no-underline hover:underline"
        >
          Runs
        </Link>
        <span aria-hidden className="text-fg-3">
          /
        </span>
        <h1 className="text-lead">Reparse</h1>
        <span className="truncate text-fg-2">{project.name}</span>
      </header>
      <div className="flex h-9 shrink-0 items-center gap-4 border-b border-line px-4">
        <Tabs
          label="Reparse"
          chosen={tab}
          tabs={[
            { id: "runs", name: "Out of date", count: null },
            { id: "marks", name: "Marks without a place", count: unmatched.data?.pages[0]?.total ?? null },
          ]}
          onChoose={show}
        />
      </div>
      {tab === "marks" ? <UnmatchedTab project={project.slug} /> : null}
      {tab === "runs" && canImport ? <OutdatedTab project={project.slug} /> : null}
      {tab === "runs" && !canImport ? (
        <NoPermission title="Reading runs again is for leads, data engineers and admins">
          Marks of yours that found no place are in the other list.
        </NoPermission>
      ) : null}
    </>
  );
}
