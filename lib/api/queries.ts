import { queryOptions, infiniteQueryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import { getExport } from "./contract/exports.ts";
import { getImport } from "./contract/imports.ts";
import { getMe, listKeys, listMembers } from "./contract/people.ts";
import { getReview } from "./contract/reviews.ts";
import {
  getBodies,
  getSkeleton,
  getSource,
  getTrajectory,
  type LibraryFilter,
  listTrajectories,
} from "./contract/trajectories.ts";

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

export const trajectoryQuery = (trajectoryId: string) =>
  queryOptions({
    queryKey: ["trajectory", trajectoryId],
    queryFn: ({ signal }) => call(getTrajectory, { trajectoryId }, { signal }),
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

/** Polls while a file is still on its way. */
export const importQuery = (project: string, importId: string) =>
  queryOptions({
    queryKey: ["import", importId],
    queryFn: ({ signal }) => call(getImport, { project, importId }, { signal }),
    refetchInterval: ({ state }) => (state.data && state.data.counts.inProgress === 0 ? false : 500),
  });

export const exportQuery = (project: string, exportId: string) =>
  queryOptions({
    queryKey: ["export", exportId],
    queryFn: ({ signal }) => call(getExport, { project, exportId }, { signal }),
    refetchInterval: ({ state }) => (state.data && !["queued", "running"].includes(state.data.status) ? false : 500),
  });

export const membersQuery = (project: string) =>
  queryOptions({ queryKey: ["members", project], queryFn: ({ signal }) => call(listMembers, { project }, { signal }) });

export const keysQuery = (project: string) =>
  queryOptions({ queryKey: ["keys", project], queryFn: ({ signal }) => call(listKeys, { project }, { signal }) });
