"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { GateBadge } from "@/components/ui/gate-badge";
import { ImportedText } from "@/components/ui/imported-text";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { call } from "@/lib/api/call";
import { clearRun, rescanRun, type RunGate } from "@/lib/api/contract/governance";
import { gatesQuery } from "@/lib/api/queries";
import { GATE_STATES, GateState, GATE_WORDS } from "@/lib/domain/governance/clearance";

type Props = {
  project: string;
  state: string | null;
  canJudge: boolean;
  onShow: (next: Record<string, string | null>) => void;
};

/** The gate of every run: what it waits for, and letting it out. */
export function RunsTab({ project, state, canJudge, onShow }: Props) {
  const chosen = GateState.nullable().catch(null).parse(state);
  const query = useInfiniteQuery(gatesQuery(project, chosen));
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <section aria-label="Runs" className="flex min-h-0 grow flex-col overflow-auto">
      <div className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-4">
        <Select
          label="State"
          value={chosen ?? ""}
          options={[
            { value: "", name: "all states" },
            ...GATE_STATES.map((id) => ({ value: id, name: GATE_WORDS[id] })),
          ]}
          onChoose={(value) => onShow({ state: value === "" ? null : value })}
        />
      </div>
      {query.isPending ? <SkeletonRows rows={8} height={32} label="Loading runs" /> : null}
      {query.isError ? (
        <ErrorState
          title="The runs could not be read"
          message={query.error.message}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.data && runs.length === 0 ? (
        <EmptyState title={chosen ? `No run is ${GATE_WORDS[chosen]}` : "No run yet"}>
          {chosen ? "Choose another state." : "Import a run first."}
        </EmptyState>
      ) : null}
      {runs.length > 0 ? (
        <table className="w-full border-collapse">
          <thead>
            <tr className="h-8 border-b border-line text-left text-small text-fg-2">
              <th className="px-4 font-semibold">Run</th>
              <th className="font-semibold">State</th>
              <th className="pr-4 text-right font-semibold">Open</th>
              <th className="pr-4 text-right font-semibold">Hidden</th>
              <th className="pr-4 text-right font-semibold">
                <span className="sr-only">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <GateRow key={run.trajectoryId} run={run} canJudge={canJudge} />
            ))}
          </tbody>
        </table>
      ) : null}
      {query.hasNextPage ? (
        <div className="p-4">
          <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            Show more runs
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function GateRow({ run, canJudge }: { run: RunGate; canJudge: boolean }) {
  const client = useQueryClient();
  const toast = useToast();
  const after = {
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["gates"] });
      void client.invalidateQueries({ queryKey: ["findings"] });
    },
    onError: (error: Error) => toast(error.message),
  };
  const { trajectoryId } = run;
  const again = () => ({ idempotencyKey: crypto.randomUUID() });
  const clear = useMutation({ mutationFn: () => call(clearRun, { trajectoryId }, again()), ...after });
  const scan = useMutation({ mutationFn: () => call(rescanRun, { trajectoryId }, again()), ...after });
  const canClear = run.state === "needs_review" && run.open === 0;
  return (
    <tr className="h-8 border-b border-line hover:bg-hover">
      <th scope="row" aria-label={run.runName} className="max-w-0 px-4 text-left font-normal">
        <Link href={`/runs/${trajectoryId}`} className="flex min-w-0 items-baseline gap-2 no-underline">
          <ImportedText className="text-code">{run.runName}</ImportedText>
          <ImportedText className="hidden text-micro text-fg-3 wide:inline">{run.taskTitle}</ImportedText>
        </Link>
      </th>
      <td>
        <GateBadge state={run.state} />
      </td>
      <td className={`pr-4 text-right ${run.open > 0 ? "text-warn-ink" : "text-fg-3"}`}>{formatCount(run.open)}</td>
      <td className="pr-4 text-right text-fg-2">{formatCount(run.redactions)}</td>
      <td className="pr-4 text-right whitespace-nowrap">
        {canJudge ? (
          <>
            {canClear ? (
              <Button size="small" onClick={() => clear.mutate()} disabled={clear.isPending}>
                Clear
              </Button>
            ) : null}
            <Button
              size="small"
              variant="quiet"
              onClick={() => scan.mutate()}
              disabled={scan.isPending || run.state === "scanning"}
            >
              Scan again
            </Button>
          </>
        ) : null}
      </td>
    </tr>
  );
}
