"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { ErrorState } from "@/components/ui/states";
import type { LinkedRun } from "@/lib/domain/record/run-link";
import type { Lane } from "@/lib/domain/record/run";
import { estimateHeight, type OutlineStep } from "./outline";
import { StepCard } from "./step-card";
import { useBodies } from "./use-bodies";

/** Where the top edge of the current step is held, as a share of the column's height. */
const HOLD = 1 / 3;
const CLAMP = 0.4;
const LINE_PX = 20;

type Props = {
  run: { trajectoryId: string; revisionId: string; stepCount: number };
  lanes: readonly Lane[];
  steps: readonly OutlineStep[];
  phases: readonly (string | null)[];
  /** Runs that steps opened, by the step's ordinal. */
  opened: ReadonlyMap<number, readonly LinkedRun[]>;
  /** Position in `steps`. */
  current: number;
  /** Counts up with every move, so that going to the same step again scrolls to it again. */
  moves: number;
  onChoose: (position: number) => void;
  onCopyLink: (ordinal: number) => void;
  onView: (view: { from: number; to: number }) => void;
};

/** The steps, one below the other, only those in view in the page; the current one held at a third of the height. */
export function StepColumn({ run, lanes, steps, phases, opened, current, moves, onChoose, onCopyLink, onView }: Props) {
  "use no memo";
  const scroller = useRef<HTMLElement>(null);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    setHeight(element.clientHeight);
    return () => observer.disconnect();
  }, []);
  const hold = Math.round(height * HOLD);
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateHeight(steps[index] ?? EMPTY),
    getItemKey: (index) => steps[index]?.ordinal ?? index,
    overscan: 2,
    paddingStart: hold,
    paddingEnd: height - hold,
    scrollPaddingStart: hold,
  });
  // While the current step is held, whatever grows above it moves the view with it; once a person scrolls, only what
  // lies above the view does.
  const isHeld = useRef(true);
  virtual.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, instance) =>
    isHeld.current ? item.index < current : item.start < (instance.scrollOffset ?? 0);
  const letGo = () => {
    isHeld.current = false;
  };
  const items = virtual.getVirtualItems();
  const from = steps[items[0]?.index ?? 0]?.ordinal ?? 0;
  const to = steps[items.at(-1)?.index ?? 0]?.ordinal ?? 0;
  const bodyOf = useBodies(run, from, to, virtual.scrollDirection === "backward");
  useEffect(() => {
    isHeld.current = true;
    if (height > 0) virtual.scrollToIndex(current, { align: "start" });
    // Going somewhere is what scrolls; a re-measured neighbour is not.
  }, [current, moves, height, virtual]);
  useEffect(() => onView({ from, to }), [from, to, onView]);
  const maxLines = Math.max(6, Math.floor((height * CLAMP) / LINE_PX));
  return (
    <section
      ref={scroller}
      aria-label="Steps"
      tabIndex={-1}
      onWheel={letGo}
      onTouchMove={letGo}
      onPointerDown={letGo}
      className="relative min-h-0 grow overflow-auto outline-none"
    >
      <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const step = steps[index];
          if (!step) return null;
          const { body, error, retry } = bodyOf(step.ordinal);
          return (
            <article
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              data-step={step.ordinal}
              aria-current={index === current ? "step" : undefined}
              aria-label={`Step ${step.ordinal + 1}`}
              onClick={index === current ? undefined : () => onChoose(index)}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <StepCard
                step={step}
                body={body}
                run={run}
                phaseId={phases[step.ordinal] ?? null}
                isCurrent={index === current}
                laneName={lanes.length > 1 ? (lanes[step.lane]?.name ?? null) : null}
                maxLines={maxLines}
                opened={opened.get(step.ordinal)}
                onCopyLink={onCopyLink}
              />
              {error ? (
                <ErrorState
                  title={`Step ${step.ordinal + 1} could not be loaded`}
                  message={error.message}
                  onRetry={retry}
                />
              ) : null}
            </article>
          );
        })}
      </div>
    </section>
  );
}

const EMPTY: OutlineStep = {
  ordinal: 0,
  kind: "other",
  lane: 0,
  target: "",
  isError: false,
  isErrorInferred: false,
  exitCode: null,
  durationMs: null,
  tokens: null,
  costUsd: null,
  size: 0,
};
