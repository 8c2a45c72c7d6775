"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { LabelsPanel } from "@/components/labels/labels-panel";
import { ChordHints } from "@/components/review/chord-hints";
import { KeySheet } from "@/components/review/key-sheet";
import { SelectionBar } from "@/components/review/selection-bar";
import { StatusBar } from "@/components/review/status-bar";
import { useGovernance } from "@/components/review/use-governance";
import { useKeyboard } from "@/components/review/use-keyboard";
import { useReview } from "@/components/review/use-review";
import { useTextSelection } from "@/components/review/use-text-selection";
import { filterOutline, type OutlineFilter } from "@/components/trajectory/outline";
import { openedBySteps } from "@/components/trajectory/links-of-run";
import { LinksBar } from "@/components/trajectory/run-links";
import { StepColumn } from "@/components/trajectory/step-column";
import { DecorProvider } from "@/components/trajectory/text-decor";
import { Tape } from "@/components/trajectory/tape";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import type { Me } from "@/lib/api/contract/people";
import { externalLabelsQuery, trajectoryQuery } from "@/lib/api/queries";
import type { FindingKind } from "@/lib/domain/governance/finding";
import type { Command } from "@/lib/domain/keys/key-table";
import type { Citation } from "@/lib/domain/labels/mark-value";
import type { TrajectoryDetail } from "@/lib/domain/record/trajectory";
import { decorOf } from "./decor-of";
import { KpiStrip } from "./kpi-strip";
import { moveFrom } from "./navigation";
import { PlaceBar } from "./place-bar";
import { ReplayHeader } from "./replay-header";
import { readOutlineFilter, writeOutlineFilter, writeStepHash } from "./replay-url";
import { SourceDialog } from "./source-dialog";
import { TaskDialog } from "./task-dialog";
import { useFollow } from "./use-follow";
import { useLabelling } from "./use-labelling";
import { useOutline } from "./use-outline";
import { usePosition } from "./use-position";
import { useQuotes } from "./use-quotes";
import { usePreference } from "./use-preference";

type Layer = "none" | "keys" | "task" | "source";

/** A run, replayed and labelled: the tape, the steps, the labels. */
export function ReplayScreen({ trajectoryId, me }: { trajectoryId: string; me: Me }) {
  const query = useQuery(trajectoryQuery(trajectoryId));
  if (query.isError)
    return (
      <ErrorState
        title="The run could not be opened"
        message={query.error.message}
        onRetry={() => void query.refetch()}
      />
    );
  if (!query.data) return <SkeletonRows rows={16} height={36} label="Opening the run" />;
  return <LoadedRun run={query.data} me={me} />;
}

function LoadedRun({ run, me }: { run: TrajectoryDetail; me: Me }) {
  const router = useRouter();
  const toast = useToast();
  const place = useMemo(() => ({ trajectoryId: run.id, revisionId: run.revisionId, stepCount: run.stepCount }), [run]);
  const params = useSearchParams();
  const filter = useMemo(() => readOutlineFilter(params), [params]);
  const placing = params.get("place");
  const outline = useOutline(place);
  const steps = useMemo(() => filterOutline(outline.steps, filter), [outline.steps, filter]);
  const { position, moves, goTo } = usePosition(steps, run.stepCount);
  const ordinal = steps[position]?.ordinal ?? 0;
  useFollow(run, { isAtEnd: ordinal >= outline.steps.length - 1, goTo });
  const review = useReview({ ...place, userId: me.id });
  const [layer, setLayer] = useState<Layer>("none");
  const [view, setView] = useState({ from: 0, to: 0 });
  const [isAutoAdvance, setIsAutoAdvance] = usePreference("auto-advance", true);
  const [areSingleKeysOff, setAreSingleKeysOff] = usePreference("single-keys-off", false);
  const text = useTextSelection();
  const governance = useGovernance(place);
  const readSelection = (): Citation | null => {
    const selected = text.read();
    return selected && { target: "text", ...selected };
  };
  const labelling = useLabelling({
    review,
    trajectoryId: run.id,
    project: run.projectSlug,
    steps,
    position,
    laneCount: run.lanes.length,
    isAutoAdvance,
    readSelection,
    onCited: text.clear,
    goTo,
  });
  const decor = useMemo(() => decorOf(review.marks, governance.findings), [review.marks, governance.findings]);
  const opened = useMemo(() => openedBySteps(run.links), [run.links]);
  const quoteOf = useQuotes(place);
  const external = useQuery(externalLabelsQuery(run.id));

  const copyLink = useCallback(
    async (step: number) => {
      const address = `${window.location.origin}/runs/${run.id}${writeStepHash(step)}`;
      const isCopied = await navigator.clipboard?.writeText(address).then(
        () => true,
        () => false,
      );
      toast(isCopied ? `Link to step ${step + 1} copied` : address);
    },
    [run.id, toast],
  );
  const choose = useCallback((next: number) => goTo(steps[next]?.ordinal ?? 0), [goTo, steps]);
  const changeFilter = (next: OutlineFilter) =>
    router.replace(`/runs/${run.id}${writeOutlineFilter(next, placing)}${writeStepHash(ordinal)}`, { scroll: false });
  const markIssue = (kind: FindingKind) => {
    if (!governance.canMark) return;
    const whole = { ordinal, field: null, start: null, end: null };
    governance.mark(kind, text.read() ?? whole);
    text.clear();
  };
  const onCommand = (command: Command) => {
    // The outline of a long run may still be on its way; its end is known all the same.
    if (command.type === "last-step" && steps.length === outline.steps.length)
      return goTo(Math.max(0, run.stepCount - 1));
    const moved = moveFrom(command, steps, review.phases, position);
    if (moved !== null) return choose(moved);
    if (labelling.perform(command)) return;
    if (command.type === "select-text") return text.begin(ordinal);
    if (command.type === "governance") return markIssue(command.kind);
    if (command.type === "key-sheet") setLayer("keys");
    if (command.type === "raw-source") setLayer("source");
    if (command.type === "copy-link") void copyLink(ordinal);
  };
  const keys = useKeyboard({ onCommand, isEnabled: layer === "none", areSingleKeysOff });
  const close = () => setLayer("none");
  const tape = {
    allSteps: outline.steps,
    steps,
    phases: review.phases,
    lanes: run.lanes,
    current: position,
    view,
    filter,
    onFilter: changeFilter,
    onChoose: choose,
    onOpenTask: () => setLayer("task"),
  };
  return (
    <>
      <ReplayHeader run={run} gate={governance.gate} canJudge={governance.canJudge} />
      <LinksBar links={run.links} />
      <KpiStrip run={run} labelled={review.labelledCount} />
      {placing ? (
        <PlaceBar
          project={run.projectSlug}
          trajectoryId={run.id}
          revisionId={run.revisionId}
          markId={placing}
          ordinal={ordinal}
          selected={text.selected && { target: "text", ...text.selected.place }}
        />
      ) : null}
      <div className="grid min-h-0 grow grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)_minmax(0,45%)] compact:grid-cols-[var(--rt-tape-sm)_minmax(0,1fr)_var(--rt-labels-sm)] compact:grid-rows-[minmax(0,1fr)] wide:grid-cols-[var(--rt-tape)_minmax(0,1fr)_var(--rt-labels)]">
        <div className="hidden min-h-0 min-w-0 compact:grid">
          <Tape {...tape} />
        </div>
        <div className="flex min-h-0 min-w-0 flex-col bg-surface">
          {outline.error ? (
            <ErrorState
              title="The outline could not be loaded"
              message={outline.error.message}
              onRetry={outline.retry}
            />
          ) : null}
          {run.stepCount === 0 ? (
            <EmptyState title="This run has no steps">Its file was read to the end and held none.</EmptyState>
          ) : null}
          {run.stepCount > 0 && outline.steps.length > 0 && steps.length === 0 ? (
            <EmptyState title="No step fits the filter" />
          ) : null}
          {steps.length > 0 ? (
            <DecorProvider source={decor}>
              <StepColumn
                run={place}
                lanes={run.lanes}
                steps={steps}
                phases={review.phases}
                opened={opened}
                current={position}
                moves={moves}
                onChoose={choose}
                onCopyLink={(step) => void copyLink(step)}
                onView={setView}
              />
            </DecorProvider>
          ) : null}
        </div>
        <div className="grid min-h-0 min-w-0 border-t border-line compact:border-t-0">
          {review.error ? (
            <ErrorState title="Your labels could not be read" message={review.error.message} onRetry={review.retry} />
          ) : null}
          {review.taxonomy ? (
            <LabelsPanel
              review={{ ...review, taxonomy: review.taxonomy }}
              labelling={labelling}
              ordinal={ordinal}
              lanes={run.lanes}
              isAutoAdvance={isAutoAdvance}
              onAutoAdvance={setIsAutoAdvance}
              onGoTo={goTo}
              quoteOf={quoteOf}
              external={external.data?.reviews ?? []}
            />
          ) : null}
        </div>
      </div>
      {text.selected && (review.canWrite || governance.canMark) ? (
        <SelectionBar
          selected={text.selected}
          canCite={review.canWrite && labelling.canCite}
          canMark={governance.canMark}
          onCite={() => labelling.perform({ type: "cite" })}
          onGovernance={markIssue}
        />
      ) : null}
      <ChordHints state={keys} nameOf={labelling.nameOf} />
      <StatusBar
        isSelecting={text.isSelecting}
        state={keys}
        areSingleKeysOff={areSingleKeysOff}
        onOpenKeys={() => setLayer("keys")}
      />
      <KeySheet
        isOpen={layer === "keys"}
        onClose={close}
        areSingleKeysOff={areSingleKeysOff}
        onSingleKeysOff={setAreSingleKeysOff}
      />
      <TaskDialog run={run} isOpen={layer === "task"} onClose={close} />
      <SourceDialog trajectoryId={run.id} ordinal={layer === "source" ? ordinal : null} onClose={close} />
    </>
  );
}
