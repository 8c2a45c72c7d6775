import { queryOptions, infiniteQueryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { DatasetQuery } from "../domain/datasets/dataset-query.ts";
import type { GateState } from "../domain/governance/clearance.ts";
import type { FindingKind, FindingStatus as ClusterStatus } from "../domain/governance/finding.ts";
import type { FieldMapping } from "../domain/mapping/field-mapping.ts";
import { getDatasetVersion, listDatasets, listProfiles, previewDataset, previewRows } from "./contract/datasets.ts";
import { listExternalLabels } from "./contract/annotations.ts";
import { getExport } from "./contract/exports.ts";
import { getRunGovernance, listClusters, listGates, listPlaces } from "./contract/governance.ts";
import {
  getImport,
  type ImportFileFilter,
  type ImportSummary,
  listImportFiles,
  listImports,
} from "./contract/imports.ts";
import { getImportFile, listMappings, previewMapping, sampleFile } from "./contract/mappings.ts";
import { getMe, listKeys, listMembers } from "./contract/people.ts";
import { getReparse, listReparseRuns, listReparses, type ReparseStatus } from "./contract/reparse.ts";
import { getReview } from "./contract/reviews.ts";
import {
  getBodies,
  getSkeleton,
  getSource,
  getTrajectory,
  type LibraryFilter,
  listTrajectories,
} from "./contract/trajectories.ts";
import { listUnmatched, type UnmatchedStatus } from "./contract/unmatched.ts";

const POLL_MS = 500;

/** What never changes once read: steps of a published revision. */
const FOREVER = { staleTime: Number.POSITIVE_INFINITY, gcTime: 10 * 60_000 } as const;

export const meQuery = () => queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => call(getMe, {}, { signal }) });

export const libraryQuery = (filter: LibraryFilter) =>
  infiniteQueryOptions({
    queryKey: ["trajectories", filter],
    queryFn: ({ signal, pageParam }) =>
      call(listTrajectories, { ...filter, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** Asked again while the run's agent still works. */
export const trajectoryQuery = (trajectoryId: string) =>
  queryOptions({
    queryKey: ["trajectory", trajectoryId],
    queryFn: ({ signal }) => call(getTrajectory, { trajectoryId }, { signal }),
    refetchInterval: ({ state }) => (state.data?.live ? 2 * POLL_MS : false),
  });

export const skeletonQuery = (trajectoryId: string, revisionId: string, segment: number) =>
  queryOptions({
    queryKey: ["skeleton", trajectoryId, revisionId, segment],
    queryFn: ({ signal }) => call(getSkeleton, { trajectoryId, segment }, { signal }),
    ...FOREVER,
  });

/** Steps a body request asks for at once; requests are aligned to it so that they are shared. */
export const BODY_CHUNK = 16;

export const bodiesQuery = (trajectoryId: string, revisionId: string, chunk: number, stepCount: number) =>
  queryOptions({
    queryKey: ["bodies", trajectoryId, revisionId, chunk],
    queryFn: ({ signal }) =>
      call(
        getBodies,
        { trajectoryId, from: chunk * BODY_CHUNK, to: Math.min((chunk + 1) * BODY_CHUNK, stepCount) },
        { signal },
      ),
    ...FOREVER,
  });

export const sourceQuery = (trajectoryId: string, ordinal: number) =>
  queryOptions({
    queryKey: ["source", trajectoryId, ordinal],
    queryFn: ({ signal }) => call(getSource, { trajectoryId, ordinal }, { signal }),
    ...FOREVER,
  });

export const reviewQuery = (trajectoryId: string) =>
  queryOptions({
    queryKey: ["review", trajectoryId],
    queryFn: ({ signal }) => call(getReview, { trajectoryId }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Asked again while a file is on its way, less often the more there are, and seldom while it is paused. */
export const importQuery = (project: string, importId: string) =>
  queryOptions({
    queryKey: ["import", importId, "summary"],
    queryFn: ({ signal }) => call(getImport, { project, importId }, { signal }),
    refetchInterval: ({ state: { data } }) => pollImport(data),
  });

function pollImport(summary: ImportSummary | undefined): number | false {
  if (!summary || summary.counts.inProgress === 0) return false;
  return summary.state === "paused" ? 4 * POLL_MS : POLL_MS + summary.counts.files / 4;
}

/** What the summary said last, and when: files are asked for again until they were asked for after it had settled. */
export type ImportNews = { isSettled: boolean; at: number };

/** Files of an import, a page at a time. */
export const importFilesQuery = (project: string, importId: string, filter: ImportFileFilter, news: ImportNews) =>
  infiniteQueryOptions({
    queryKey: ["import", importId, "files", filter],
    queryFn: ({ signal, pageParam }) =>
      call(listImportFiles, { project, importId, ...filter, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => (news.isSettled && state.dataUpdatedAt >= news.at ? false : 2 * POLL_MS),
  });

export const importsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ["imports", project],
    queryFn: ({ signal, pageParam }) =>
      call(listImports, { project, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** Asked again while one of them goes on. */
export const reparsesQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ["reparses", project],
    queryFn: ({ signal, pageParam }) =>
      call(listReparses, { project, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state: { data } }) =>
      data?.pages[0]?.reparses.some(({ counts }) => counts.waiting > 0) ? 2 * POLL_MS : false,
    staleTime: 0,
  });

export const reparseQuery = (project: string, reparseId: string) =>
  queryOptions({
    queryKey: ["reparse", reparseId, "summary"],
    queryFn: ({ signal }) => call(getReparse, { project, reparseId }, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data && data.counts.waiting === 0 ? false : POLL_MS + (data?.counts.runs ?? 0) / 4,
  });

/** Runs of a reparse, a page at a time, asked for again until they were asked for after it had ended. */
export const reparseRunsQuery = (
  project: string,
  reparseId: string,
  status: ReparseStatus | null,
  news: { isSettled: boolean; at: number },
) =>
  infiniteQueryOptions({
    queryKey: ["reparse", reparseId, "runs", status],
    queryFn: ({ signal, pageParam }) =>
      call(
        listReparseRuns,
        { project, reparseId, ...(status ? { status } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => (news.isSettled && state.dataUpdatedAt >= news.at ? false : 2 * POLL_MS),
  });

/** Marks without a place, of a project or of one run; asked for whenever they are looked at, for workers add to them. */
export const unmatchedQuery = (project: string, { run, status }: { run?: string; status?: UnmatchedStatus }) =>
  infiniteQueryOptions({
    queryKey: ["unmatched", project, run ?? null, status ?? "open"],
    queryFn: ({ signal, pageParam }) =>
      call(
        listUnmatched,
        {
          project,
          ...(run ? { run } : {}),
          ...(status ? { status } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const mappingsQuery = (project: string) =>
  queryOptions({
    queryKey: ["mappings", project],
    queryFn: ({ signal }) => call(listMappings, { project }, { signal }),
  });

export const sampleQuery = (project: string, fileId: string) =>
  queryOptions({
    queryKey: ["mappings", project, "sample", fileId],
    queryFn: ({ signal }) => call(sampleFile, { project, fileId }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Asked again while the file is being read. */
export const importFileQuery = (project: string, fileId: string) =>
  queryOptions({
    queryKey: ["import-file", project, fileId],
    queryFn: ({ signal }) => call(getImportFile, { project, fileId }, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.status === "received" || data?.status === "reading" ? POLL_MS : false,
  });

export const mappingPreviewQuery = (project: string, fileId: string, mapping: FieldMapping) =>
  queryOptions({
    queryKey: ["mappings", project, "preview", fileId, mapping],
    queryFn: ({ signal }) => call(previewMapping, { project, fileId, mapping }, { signal }),
    retry: false,
  });

export const exportQuery = (project: string, exportId: string) =>
  queryOptions({
    queryKey: ["export", exportId],
    queryFn: ({ signal }) => call(getExport, { project, exportId }, { signal }),
    refetchInterval: ({ state }) => (state.data && !["queued", "running"].includes(state.data.status) ? false : 500),
  });

export const externalLabelsQuery = (trajectoryId: string) =>
  queryOptions({
    queryKey: ["external-labels", trajectoryId],
    queryFn: ({ signal }) => call(listExternalLabels, { trajectoryId }, { signal }),
  });

export const membersQuery = (project: string) =>
  queryOptions({ queryKey: ["members", project], queryFn: ({ signal }) => call(listMembers, { project }, { signal }) });

export const keysQuery = (project: string) =>
  queryOptions({ queryKey: ["keys", project], queryFn: ({ signal }) => call(listKeys, { project }, { signal }) });

export const clustersQuery = (project: string, filter: { status?: ClusterStatus; kind?: FindingKind }) =>
  infiniteQueryOptions({
    queryKey: ["findings", project, filter],
    queryFn: ({ signal, pageParam }) =>
      call(listClusters, { project, ...filter, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export const placesQuery = (project: string, valueKey: string) =>
  queryOptions({
    queryKey: ["findings", project, "places", valueKey],
    queryFn: ({ signal }) => call(listPlaces, { project, valueKey }, { signal }),
  });

/** Polls while runs are being scanned. */
export const gatesQuery = (project: string, state: GateState | null) =>
  infiniteQueryOptions({
    queryKey: ["gates", project, state],
    queryFn: ({ signal, pageParam }) =>
      call(
        listGates,
        { project, ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ runs }) => runs.some((run) => run.state === "scanning")) ? 1500 : false,
  });

export const profilesQuery = () =>
  queryOptions({ queryKey: ["profiles"], queryFn: ({ signal }) => call(listProfiles, {}, { signal }), ...FOREVER });

export const datasetsQuery = (project: string) =>
  queryOptions({
    queryKey: ["datasets", project],
    queryFn: ({ signal }) => call(listDatasets, { project }, { signal }),
  });

export const datasetPreviewQuery = (project: string, query: Omit<DatasetQuery, "run">) =>
  queryOptions({
    queryKey: ["dataset-preview", project, query],
    queryFn: ({ signal }) => call(previewDataset, { project, ...query }, { signal }),
  });

/** Polls while one of its exports is on its way. */
export const versionQuery = (project: string, versionId: string) =>
  queryOptions({
    queryKey: ["dataset-version", project, versionId],
    queryFn: ({ signal }) => call(getDatasetVersion, { project, versionId }, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.exports.some(({ status }) => status === "queued" || status === "running") ? 700 : false,
  });

export const rowsQuery = (project: string, versionId: string, profile: string) =>
  queryOptions({
    queryKey: ["dataset-rows", project, versionId, profile],
    queryFn: ({ signal }) => call(previewRows, { project, versionId, profile }, { signal }),
    retry: false,
  });

/** Polls while the run is being scanned. */
export const governanceQuery = (trajectoryId: string) =>
  queryOptions({
    queryKey: ["governance", trajectoryId],
    queryFn: ({ signal }) => call(getRunGovernance, { trajectoryId }, { signal }),
    refetchInterval: ({ state }) => (state.data?.gate.state === "scanning" ? 1500 : false),
  });
