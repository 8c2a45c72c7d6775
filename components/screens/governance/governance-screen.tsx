"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { KeyCap } from "@/components/ui/key-cap";
import { Tabs } from "@/components/ui/tabs";
import { useToast } from "@/components/ui/toast";
import { call } from "@/lib/api/call";
import { clearRuns } from "@/lib/api/contract/governance";
import type { Me } from "@/lib/api/contract/people";
import { FindingsTab } from "./findings-tab";
import { GateSum } from "./gate-sum";
import { RunsTab } from "./runs-tab";
import { useClusters } from "./use-clusters";

type Props = { project: Me["projects"][number] };

/** What was found, what it is, and which runs may leave. */
export function GovernanceScreen({ project }: Props) {
  const params = useSearchParams();
  const tab = params.get("tab") === "runs" ? "runs" : "findings";
  const clusters = useClusters(project.slug);
  const head = clusters.query.data?.pages[0];
  const show = (next: Record<string, string | null>) => {
    const query = new URLSearchParams(params);
    for (const [name, value] of Object.entries(next)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    // The place is the browser's alone: nothing of the page comes from the server again.
    window.history.replaceState(null, "", `/governance?${query.toString()}`);
  };
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <h1 className="text-lead">Governance</h1>
        <span className="truncate text-fg-2">{project.name}</span>
        <span className="grow" />
        {head ? <span className="hidden text-small text-fg-3 wide:inline">Ruleset {head.ruleset.version}</span> : null}
        {head?.canJudge ? <ClearAll project={project.slug} /> : null}
      </header>
      <div className="flex h-9 shrink-0 items-center gap-4 border-b border-line px-4">
        <Tabs
          label="Governance"
          chosen={tab}
          tabs={[
            { id: "findings", name: "Findings", count: head?.open ?? null },
            { id: "runs", name: "Runs", count: null },
          ]}
          onChoose={(id) => show({ tab: id === "findings" ? null : id })}
        />
        <span className="grow" />
        {head ? <GateSum gates={head.gates} onChoose={(state) => show({ tab: "runs", state })} /> : null}
      </div>
      {tab === "findings" ? (
        <FindingsTab project={project.slug} clusters={clusters} params={params} onShow={show} />
      ) : (
        <RunsTab project={project.slug} state={params.get("state")} canJudge={head?.canJudge ?? false} onShow={show} />
      )}
      <footer className="flex h-7 shrink-0 items-center gap-4 border-t border-line bg-bg px-4 text-small text-fg-3">
        {tab === "findings" && head && head.total > 0 ? <KeyHints canJudge={head.canJudge} /> : null}
        <span className="grow" />
        {head ? (
          <span className="truncate">
            {formatCount(head.ruleset.rules)} rules. A scan finds what its rules know; it does not prove that nothing is
            left.
          </span>
        ) : null}
      </footer>
    </>
  );
}

function KeyHints({ canJudge }: { canJudge: boolean }) {
  const hints = [
    { keys: ["j", "k"], words: "value" },
    { keys: ["J"], words: "next open" },
    ...(canJudge ? [{ keys: ["1", "…", "4"], words: "verdict" }] : []),
  ];
  return (
    <>
      {hints.map(({ keys, words }) => (
        <span key={words} className="flex shrink-0 items-center gap-1">
          {keys.map((key) => (
            <KeyCap key={key}>{key}</KeyCap>
          ))}
          {words}
        </span>
      ))}
    </>
  );
}

/** Clears whatever can be cleared, and says what stays in. */
function ClearAll({ project }: { project: string }) {
  const client = useQueryClient();
  const toast = useToast();
  const clear = useMutation({
    mutationFn: () => call(clearRuns, { project }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: ({ cleared, refused }) => {
      toast(
        `${formatCount(cleared)} cleared, ${formatCount(refused.length)} ${refused.length === 1 ? "stays" : "stay"} in.`,
      );
      void client.invalidateQueries({ queryKey: ["gates"] });
      void client.invalidateQueries({ queryKey: ["findings"] });
    },
    onError: (error) => toast(error.message),
  });
  return (
    <Button variant="primary" disabled={clear.isPending} onClick={() => clear.mutate()}>
      Clear what can be cleared
    </Button>
  );
}
