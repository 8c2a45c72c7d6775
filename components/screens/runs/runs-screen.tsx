"use client";
import { useInfiniteQuery, keepPreviousData } from "@tanstack/react-query";
import { Search, Upload } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { KeyCap } from "@/components/ui/key-cap";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { ErrorState } from "@/components/ui/states";
import { ApiError } from "@/lib/api/call";
import type { Me } from "@/lib/api/contract/people";
import type { LibraryFilter } from "@/lib/api/contract/trajectories";
import { libraryQuery } from "@/lib/api/queries";
import { Facets } from "./facets";
import { FilterChips } from "./filter-chips";
import { ImportPanel } from "../imports/import-panel";
import { readFilter, writeFilter } from "./library-url";
import { NoRuns } from "./no-runs";
import { RunsTable } from "./runs-table";
import { useImports } from "../imports/use-imports";

const SEARCH_PAUSE_MS = 250;

type Props = { project: Me["projects"][number]; projects: Me["projects"] };

/** The library: every run of a project, found by what the URL says. */
export function RunsScreen({ project, projects }: Props) {
  const router = useRouter();
  const defaultProject = projects[0]?.slug ?? "";
  const filter = readFilter(Object.fromEntries(useSearchParams()), defaultProject);
  const library = useInfiniteQuery({ ...libraryQuery(filter), placeholderData: keepPreviousData });
  const imports = useImports(project.slug);
  const canImport = project.permissions.includes("runs:import");
  const change = (part: Partial<LibraryFilter>) =>
    router.replace(writeFilter({ ...filter, ...part }, defaultProject), { scroll: false });
  const first = library.data?.pages[0];
  const rows = library.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className="relative flex min-h-0 grow flex-col" {...(canImport ? imports.dropHandlers : {})}>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <h1 className="text-lead">Runs</h1>
        <span className="text-fg-3">{first ? formatCount(first.total) : ""}</span>
        {projects.length > 1 ? (
          <Select
            label="Project"
            value={project.slug}
            options={projects.map(({ slug, name }) => ({ value: slug, name }))}
            onChoose={(slug) => router.push(writeFilter({ project: slug, sort: "newest" }, defaultProject))}
          />
        ) : (
          <span className="truncate text-fg-2">{project.name}</span>
        )}
        <span className="grow" />
        <SearchBox text={filter.q ?? ""} onSearch={(q) => change({ q: q === "" ? undefined : q })} />
        {canImport ? (
          <Menu
            label="What to import"
            align="end"
            trigger={
              <Button variant="primary" icon={<Upload size={14} aria-hidden />}>
                Import
              </Button>
            }
          >
            <MenuItem onChoose={() => imports.choose("files")}>Files or archives</MenuItem>
            <MenuItem onChoose={() => imports.choose("folder")}>A whole folder</MenuItem>
            <MenuItem onChoose={() => router.push(`/imports?project=${encodeURIComponent(project.slug)}`)}>
              All imports so far
            </MenuItem>
            <MenuItem onChoose={() => router.push(`/reparse?project=${encodeURIComponent(project.slug)}`)}>
              Read old runs again
            </MenuItem>
            <MenuItem onChoose={() => router.push(`/mappings?project=${encodeURIComponent(project.slug)}`)}>
              Mappings of fields…
            </MenuItem>
          </Menu>
        ) : null}
      </header>
      <div className="flex min-h-0 grow">
        {first ? <Facets facets={first.facets} filter={filter} onChange={change} /> : null}
        <section aria-label="Runs" className="flex min-h-0 min-w-0 grow flex-col">
          {first ? (
            <FilterChips filter={filter} matching={first.matching} total={first.total} onChange={change} />
          ) : null}
          {library.isPending ? <SkeletonRows rows={12} height={32} label="Loading runs" /> : null}
          {library.isError ? (
            <ErrorState
              title="The runs could not be read"
              message={library.error.message}
              code={library.error instanceof ApiError ? library.error.code : null}
              onRetry={() => void library.refetch()}
            />
          ) : null}
          {first && first.total === 0 ? (
            <NoRuns canImport={canImport} onChoose={() => imports.choose("files")} />
          ) : null}
          {first && first.total > 0 ? (
            <RunsTable
              rows={rows}
              matching={first.matching}
              sort={filter.sort}
              onSort={(sort) => change({ sort })}
              onClear={() =>
                router.replace(writeFilter({ project: filter.project, sort: filter.sort }, defaultProject))
              }
              onEnd={() =>
                library.hasNextPage && !library.isFetchingNextPage ? void library.fetchNextPage() : undefined
              }
            />
          ) : null}
        </section>
      </div>
      <ImportPanel imports={imports} project={project.slug} />
    </div>
  );
}

function SearchBox({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => (typed.trim() === text ? undefined : onSearch(typed.trim())), SEARCH_PAUSE_MS);
    return () => clearTimeout(timer);
  });
  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener("keydown", focusOnSlash);
    return () => window.removeEventListener("keydown", focusOnSlash);
  }, []);
  return (
    <label className="flex h-7 w-72 min-w-0 items-center gap-1.5 rounded-control border border-control bg-raised px-2 focus-within:outline-2 focus-within:outline-accent-ink">
      <Search size={14} aria-hidden className="shrink-0 text-fg-3" />
      <input
        ref={box}
        aria-label="Search runs"
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => (event.key === "Escape" ? event.currentTarget.blur() : undefined)}
        placeholder="Search task, name, model"
        className="min-w-0 grow bg-transparent outline-none placeholder:text-fg-3"
      />
      <KeyCap>/</KeyCap>
    </label>
  );
}
