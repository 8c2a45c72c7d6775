import { DatasetQuery } from "@/lib/domain/datasets/dataset-query";

/** A filter without named runs, as the builder holds it. */
export type Filter = Omit<DatasetQuery, "run">;

const SHAPE = DatasetQuery.omit({ run: true }).shape;

/** The filter a URL stands for; what does not fit is left out, so that an old link still opens. */
export function readQuery(params: URLSearchParams): Filter {
  const kept: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(SHAPE)) {
    const parsed = schema.safeParse(params.get(name) || undefined);
    if (parsed.success && parsed.data !== undefined) kept[name] = parsed.data;
  }
  return DatasetQuery.omit({ run: true }).parse(kept);
}

/** The address of a filter; empty parts are left out. */
export function writeQuery(filter: Filter, project: string): string {
  const query = new URLSearchParams({ project });
  for (const [name, value] of Object.entries(filter))
    if (value !== undefined && value !== "") query.set(name, String(value));
  return `/datasets/new?${query.toString()}`;
}
