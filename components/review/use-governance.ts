"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/ui/toast";
import { call } from "@/lib/api/call";
import { markFinding, takeBackFinding } from "@/lib/api/contract/governance";
import { governanceQuery } from "@/lib/api/queries";
import { type FindingKind, type FindingPlace, KIND_FACTS } from "@/lib/domain/governance/finding";

/** The gate of a run, and marking what must not leave it. */
export function useGovernance({ trajectoryId, revisionId }: { trajectoryId: string; revisionId: string }) {
  const client = useQueryClient();
  const toast = useToast();
  const query = useQuery(governanceQuery(trajectoryId));
  /** A mark changes what the server sends of every text of the run. */
  const refresh = () => {
    for (const name of ["governance", "bodies", "text", "skeleton", "trajectory"])
      void client.invalidateQueries({ queryKey: [name, trajectoryId] });
  };
  const takeBack = useMutation({
    mutationFn: (findingId: string) =>
      call(takeBackFinding, { trajectoryId, findingId }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: refresh,
    onError: (error) => toast(error.message),
  });
  const mark = useMutation({
    mutationFn: ({ kind, place }: { kind: FindingKind; place: FindingPlace }) =>
      call(markFinding, { trajectoryId, revisionId, kind, place }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: ({ findings }, { kind }) => {
      refresh();
      const [first] = findings;
      const { name, isMasked } = KIND_FACTS[kind];
      const places = isMasked && findings.length > 1 ? `, hidden from others in ${findings.length} places` : "";
      toast(
        `Marked as ${name}${places}. The run stays in.`,
        first && { name: "Undo", run: () => takeBack.mutate(first.id) },
      );
    },
    onError: (error) => toast(error.message),
  });
  return {
    gate: query.data?.gate ?? null,
    findings: query.data?.findings ?? [],
    canMark: query.data?.canMark ?? false,
    canJudge: query.data?.canJudge ?? false,
    mark: (kind: FindingKind, place: FindingPlace) => mark.mutate({ kind, place }),
    isMarking: mark.isPending,
  };
}
