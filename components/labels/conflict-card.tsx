"use client";
import { Diamond } from "lucide-react";
import { Button } from "@/components/ui/button";
import { labelOf, type MarkValue } from "@/lib/domain/labels/mark-value";
import type { Stale } from "@/lib/domain/review/draft";

type Props = { stale: readonly Stale[]; onKeepMine: () => void; onTakeTheirs: () => void };

/** Two versions of one place: both are kept until a person chooses. */
export function ConflictCard({ stale, onKeepMine, onTakeTheirs }: Props) {
  return (
    <div role="alert" className="m-3 flex flex-col gap-2 rounded-panel border border-err p-3">
      <p className="flex items-center gap-2 font-semibold">
        <Diamond size={14} aria-hidden className="text-err-ink" /> Changed somewhere else
      </p>
      <ul className="text-small text-fg-2">
        {stale.map(({ yours, current }) => (
          <li key={JSON.stringify([yours.dimension, yours.anchor])}>
            {yours.anchor.target === "step" ? `Step ${yours.anchor.ordinal + 1}` : "Run"}, {yours.dimension}: here{" "}
            <b>{nameOf(yours.value)}</b>, there <b>{nameOf(current?.value ?? null)}</b>
          </li>
        ))}
      </ul>
      <div className="flex gap-2">
        <Button size="small" onClick={onKeepMine}>
          Keep mine
        </Button>
        <Button size="small" onClick={onTakeTheirs}>
          Take the other
        </Button>
      </div>
    </div>
  );
}

function nameOf(value: MarkValue | null): string {
  if (value === null) return "nothing";
  if (value.type === "score") return String(value.score);
  if (value.type === "text") return "a note";
  return labelOf(value) ?? "a recovery";
}
