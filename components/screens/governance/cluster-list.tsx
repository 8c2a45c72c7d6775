"use client";
import { clsx } from "clsx";
import { Hash, KeyRound, Scale, UserRound } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { countOf } from "@/components/ui/format";
import { SeverityMark } from "@/components/ui/severity-mark";
import type { ValueCluster } from "@/lib/api/contract/governance";
import { findingTitle, VERDICT_WORDS } from "@/lib/domain/governance/finding-words";

type Props = {
  clusters: readonly ValueCluster[];
  current: string;
  hasMore: boolean;
  onMore: () => void;
  onChoose: (valueKey: string) => void;
};

/** One row a value, never one a hit. */
export function ClusterList({ clusters, current, hasMore, onMore, onChoose }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-value="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <ul ref={list} aria-label="Values" className="min-h-0 overflow-auto border-r border-line bg-bg">
      {clusters.map((cluster) => (
        <li key={cluster.valueKey}>
          <button
            type="button"
            data-value={cluster.valueKey}
            aria-current={cluster.valueKey === current}
            onClick={() => onChoose(cluster.valueKey)}
            className={clsx(
              "flex w-full flex-col gap-1 border-b border-line px-3 py-2 text-left",
              cluster.valueKey === current
                ? "bg-selected shadow-[inset_3px_0_0_var(--rt-accent-ink)]"
                : "hover:bg-hover",
            )}
          >
            <span className="flex w-full items-center gap-2">
              <KindIcon kind={cluster.kind} />
              <span className="min-w-0 grow truncate font-semibold">{findingTitle(cluster.kind, cluster.type)}</span>
              <SeverityMark severity={cluster.severity} />
            </span>
            <span className="flex w-full text-small text-fg-2">
              <span className="grow">
                {countOf(cluster.places, "place")}, {countOf(cluster.runs, "run")}
              </span>
              <span className={cluster.status === "open" ? "text-warn-ink" : "text-fg-3"}>
                {cluster.status === "open" ? "open" : VERDICT_WORDS[cluster.status].name.toLowerCase()}
              </span>
            </span>
          </button>
        </li>
      ))}
      {hasMore ? (
        <li className="p-3">
          <Button onClick={onMore}>Show more values</Button>
        </li>
      ) : null}
    </ul>
  );
}

function KindIcon({ kind }: { kind: ValueCluster["kind"] }) {
  const Icon =
    kind === "secret"
      ? KeyRound
      : kind === "pii" || kind === "customer_data"
        ? UserRound
        : kind === "licence"
          ? Scale
          : Hash;
  return <Icon size={14} aria-hidden className="shrink-0 text-fg-3" />;
}
