"use client";
import { Dialog } from "@/components/ui/dialog";
import { ImportedText } from "@/components/ui/imported-text";
import type { TrajectoryDetail } from "@/lib/domain/record/trajectory";
import { PlainText } from "./plain-text";

/** What the run was asked to do, where it ran, and what it handed in. */
export function TaskDialog({ run, isOpen, onClose }: { run: TrajectoryDetail; isOpen: boolean; onClose: () => void }) {
  const facts = run.environment;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Task" isWide>
      <div
        className="flex min-h-0 flex-col gap-3 overflow-auto"
        tabIndex={0}
        role="group"
        aria-label="Task, environment and submission"
      >
        {run.task.instruction ? (
          <PlainText text={run.task.instruction} isProse />
        ) : (
          <p className="text-fg-2">The run does not carry the words of its task.</p>
        )}
        {facts.length > 0 ? (
          <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-small">
            {facts.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-fg-3">{name}</dt>
                <dd className="flex min-w-0">
                  <ImportedText>{value}</ImportedText>
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
        {run.submission ? (
          <>
            <h3>Submission</h3>
            <PlainText text={run.submission} />
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
