"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { ClipboardList, TriangleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { ImportedText } from "@/components/ui/imported-text";
import { PhaseTile } from "@/components/ui/phase-tile";
import { kindWord, StepKindIcon } from "@/components/ui/step-kind-icon";
import { endOfPath, type OutlineStep } from "./outline";

const ROW_PX = 24;

type Props = {
  steps: readonly OutlineStep[];
  phases: readonly (string | null)[];
  current: number;
  onChoose: (position: number) => void;
  onOpenTask: () => void;
};

/** The run as a list of one-line steps, the task pinned above; only the rows in view are in the page. */
export function OutlineList({ steps, phases, current, onChoose, onOpenTask }: Props) {
  "use no memo";
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  useEffect(() => {
    if (current < steps.length) virtual.scrollToIndex(current, { align: "auto" });
  }, [current, steps.length, virtual]);
  return (
    <div className="flex min-h-0 min-w-0 grow flex-col border-l border-line">
      <button
        type="button"
        onClick={onOpenTask}
        className="flex h-6 shrink-0 items-center gap-1.5 border-b border-line pr-2 pl-3 text-left text-fg-2 hover:bg-hover"
      >
        <ClipboardList size={14} aria-hidden className="text-fg-3" />
        <span className="text-micro">Task</span>
      </button>
      <div ref={scroller} className="min-h-0 grow overflow-auto">
        <ol aria-label="Outline" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const step = steps[index];
            if (!step) return null;
            const isCurrent = index === current;
            return (
              <li
                key={step.ordinal}
                aria-current={isCurrent ? "step" : undefined}
                aria-setsize={steps.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 h-6"
                style={{ transform: `translateY(${start}px)` }}
              >
                <button
                  type="button"
                  tabIndex={isCurrent ? 0 : -1}
                  onClick={() => onChoose(index)}
                  aria-label={`Step ${step.ordinal + 1}, ${kindWord(step.kind)}${step.isError ? ", error" : ""}`}
                  className={clsx(
                    "flex h-6 w-full items-center gap-1.5 pr-2 pl-3 text-left",
                    isCurrent
                      ? "bg-selected font-semibold text-fg shadow-[inset_3px_0_0_var(--rt-accent-ink)]"
                      : "text-fg-2 hover:bg-hover",
                  )}
                >
                  <span className="w-6 shrink-0 text-right text-micro text-fg-3">{step.ordinal + 1}</span>
                  <PhaseTile phaseId={phases[step.ordinal] ?? null} />
                  <StepKindIcon kind={step.kind} size={14} />
                  <ImportedText title={step.target} className="grow text-micro">
                    {endOfPath(step.target) || kindWord(step.kind)}
                  </ImportedText>
                  {step.isError ? <TriangleAlert size={12} aria-hidden className="shrink-0 text-err-ink" /> : null}
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}
