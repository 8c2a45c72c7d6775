"use client";
import { Filter } from "lucide-react";
import { Menu, MenuCheck } from "@/components/ui/menu";
import { kindWord } from "@/components/ui/step-kind-icon";
import type { Lane } from "@/lib/domain/record/run";
import { STEP_KINDS, type StepKind } from "@/lib/domain/record/step";
import { Minimap } from "./minimap";
import type { OutlineFilter, OutlineStep } from "./outline";
import { OutlineList } from "./outline-list";

type Props = {
  allSteps: readonly OutlineStep[];
  steps: readonly OutlineStep[];
  phases: readonly (string | null)[];
  lanes: readonly Lane[];
  current: number;
  view: { from: number; to: number };
  filter: OutlineFilter;
  onFilter: (filter: OutlineFilter) => void;
  onChoose: (position: number) => void;
  onOpenTask: () => void;
};

/** The left column: the run at a glance, and as a list that can be narrowed by kind and error. */
export function Tape({ allSteps, steps, phases, lanes, current, view, filter, onFilter, onChoose, onOpenTask }: Props) {
  const kinds = STEP_KINDS.filter((kind) => allSteps.some((step) => step.kind === kind));
  const toggle = (kind: StepKind) => {
    const next = new Set(filter.kinds);
    if (!next.delete(kind)) next.add(kind);
    onFilter({ ...filter, kinds: next });
  };
  const isNarrowed = filter.kinds.size > 0 || filter.isErrorOnly;
  const lane = lanes[steps[current]?.lane ?? 0];
  return (
    <aside aria-label="Tape" className="flex min-h-0 min-w-0 flex-col border-r border-line bg-bg">
      <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-2 pl-3">
        {lanes.length > 1 && lane ? (
          <bdi
            className="min-w-0 truncate font-mono text-micro text-fg-2"
            title="[ and ] go to the previous and next lane"
          >
            {lane.name} · {lanes.indexOf(lane) + 1}/{lanes.length}
          </bdi>
        ) : null}
        <span className="grow" />
        {isNarrowed ? (
          <button
            type="button"
            onClick={() => onFilter({ kinds: new Set(), isErrorOnly: false })}
            className="h-6 rounded-tile bg-accent-soft px-1.5 text-small text-accent-ink"
          >
            {steps.length} of {allSteps.length}, show all
          </button>
        ) : null}
        <Menu
          label="Show"
          trigger={
            <button
              type="button"
              aria-label="Filter the steps"
              title="Filter the steps"
              className="flex size-6 items-center justify-center rounded-control border border-line text-fg-2 hover:bg-hover"
            >
              <Filter size={14} aria-hidden />
            </button>
          }
        >
          {kinds.map((kind) => (
            <MenuCheck key={kind} isOn={filter.kinds.has(kind)} onToggle={() => toggle(kind)}>
              {kindWord(kind)}
            </MenuCheck>
          ))}
          <MenuCheck
            isOn={filter.isErrorOnly}
            onToggle={() => onFilter({ ...filter, isErrorOnly: !filter.isErrorOnly })}
          >
            Errors only
          </MenuCheck>
        </Menu>
      </div>
      <div className="flex min-h-0 grow py-1">
        <Minimap steps={steps} phases={phases} view={view} onSeek={onChoose} />
        <OutlineList steps={steps} phases={phases} current={current} onChoose={onChoose} onOpenTask={onOpenTask} />
      </div>
    </aside>
  );
}
