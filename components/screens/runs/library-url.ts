import { LibraryFilter } from "@/lib/api/contract/trajectories";

/** The filter a URL stands for; what does not fit is left out, so that an old link still opens. */
export function readFilter(
  params: Record<string, string | string[] | undefined>,
  defaultProject: string,
): LibraryFilter {
  const project = typeof params.project === "string" && params.project !== "" ? params.project : defaultProject;
  const kept: Record<string, unknown> = { project };
  for (const [name, schema] of Object.entries(LibraryFilter.shape)) {
    const value = params[name];
    if (name === "project" || typeof value !== "string" || value === "") continue;
    if (schema.safeParse(value).success) kept[name] = value;
  }
  return LibraryFilter.parse(kept);
}

/** The address of a filter; what is as it would be anyway is left out. */
export function writeFilter(filter: LibraryFilter, defaultProject: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    const isDefault = (name === "sort" && value === "newest") || (name === "project" && value === defaultProject);
    if (value !== undefined && value !== "" && !isDefault) query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? "/runs" : `/runs?${text}`;
}
