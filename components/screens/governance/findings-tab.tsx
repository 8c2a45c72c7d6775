"use client";
import { useEffect, useEffectEvent } from "react";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { ApiError } from "@/lib/api/call";
import { VERDICTS } from "@/lib/domain/governance/finding";
import { readGovernanceKey } from "@/lib/domain/keys/governance-keys";
import { ClusterList } from "./cluster-list";
import { PlaceList } from "./place-list";
import type { Clusters } from "./use-clusters";
import { VerdictPanel } from "./verdict-panel";

type Props = {
  project: string;
  clusters: Clusters;
  params: URLSearchParams;
  onShow: (next: Record<string, string | null>) => void;
};

/** Values on the left, the places of one in the middle, what to say of it on the right. */
export function FindingsTab({ project, clusters: { query, clusters, judge }, params, onShow }: Props) {
  const current = clusters.find(({ valueKey }) => valueKey === params.get("value")) ?? clusters[0] ?? null;
  const canJudge = query.data?.pages[0]?.canJudge ?? false;
  const go = (by: number, isOpenOnly: boolean) => {
    const list = isOpenOnly ? clusters.filter((each) => each.status === "open" || each === current) : clusters;
    const next = list[list.findIndex((each) => each === current) + by];
    if (next) onShow({ value: next.valueKey });
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (event.defaultPrevented || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const asked = readGovernanceKey(event.key);
    if (!asked) return;
    event.preventDefault();
    if (asked.type === "move") go(asked.by, asked.isOpenOnly);
    const verdict = asked.type === "verdict" ? VERDICTS[asked.index] : undefined;
    if (verdict && current && canJudge && !judge.isPending) judge.mutate({ valueKey: current.valueKey, verdict });
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  if (query.isPending) return <SkeletonRows rows={8} height={64} label="Loading findings" />;
  if (query.isError)
    return (
      <ErrorState
        title="The findings could not be read"
        message={query.error.message}
        code={query.error instanceof ApiError ? query.error.code : null}
        onRetry={() => void query.refetch()}
      />
    );
  if (!current)
    return (
      <EmptyState title="Nothing was found">
        No scan found a secret or personal data, and nobody marked anything. Runs still wait for a lead to clear them.
      </EmptyState>
    );
  return (
    <div className="grid min-h-0 grow grid-cols-[minmax(220px,312px)_minmax(0,1fr)_minmax(240px,320px)]">
      <ClusterList
        clusters={clusters}
        current={current.valueKey}
        hasMore={query.hasNextPage}
        onMore={() => void query.fetchNextPage()}
        onChoose={(value) => onShow({ value })}
      />
      <PlaceList key={current.valueKey} project={project} cluster={current} />
      <VerdictPanel
        key={`verdict-${current.valueKey}`}
        project={project}
        cluster={current}
        canJudge={canJudge}
        isSaving={judge.isPending}
        error={judge.error?.message ?? null}
        onJudge={(verdict) => judge.mutate({ valueKey: current.valueKey, verdict })}
      />
    </div>
  );
}
