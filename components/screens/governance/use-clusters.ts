"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/ui/toast";
import { call } from "@/lib/api/call";
import { judgeValue } from "@/lib/api/contract/governance";
import { clustersQuery } from "@/lib/api/queries";
import type { Verdict } from "@/lib/domain/governance/finding";
import { VERDICT_WORDS } from "@/lib/domain/governance/finding-words";

export type Clusters = ReturnType<typeof useClusters>;

/** The values that were found in a project, and saying what they are. */
export function useClusters(project: string) {
  const client = useQueryClient();
  const toast = useToast();
  const query = useInfiniteQuery(clustersQuery(project, {}));
  const judge = useMutation({
    mutationFn: ({ valueKey, verdict }: { valueKey: string; verdict: Verdict }) =>
      call(judgeValue, { project, valueKey, verdict }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: ({ cluster }) => {
      if (cluster.status !== "open") toast(`${VERDICT_WORDS[cluster.status].name}, in ${cluster.places} places.`);
      void client.invalidateQueries({ queryKey: ["findings", project] });
      void client.invalidateQueries({ queryKey: ["gates", project] });
    },
  });
  return { query, clusters: query.data?.pages.flatMap((page) => page.clusters) ?? [], judge };
}
