"use client";
import { CircleDot } from "lucide-react";
import { Button } from "@/components/ui/button";
import { formatTime } from "@/components/ui/format";
import { KeyCap } from "@/components/ui/key-cap";
import { describeMissing, type Missing } from "@/lib/domain/labels/missing";

type Props = {
  missing: readonly Missing[];
  submittedAt: string | null;
  error: string | null;
  onGoTo: (missing: Missing) => void;
  onSubmit: () => void;
};

const WAYS: Record<Missing["what"], { words: string; key: string }> = {
  steps: { words: "next", key: "J" },
  run: { words: "set it", key: "o" },
  evidence: { words: "cite it", key: "v" },
  details: { words: "say it", key: "Tab" },
};

/** What is missing, each with its way there, and the one primary button, which leads there too instead of failing. */
export function SubmitFoot({ missing, submittedAt, error, onGoTo, onSubmit }: Props) {
  const isComplete = missing.length === 0;
  return (
    <div className="shrink-0 border-t border-line bg-surface px-3 pt-2 pb-3">
      <div className="flex items-center gap-2 text-small">
        <b>{submittedAt ? `Submitted ${formatTime(submittedAt)}` : "Before you submit"}</b>
        <span className="grow" />
        <span className="text-fg-3">{missing.length === 0 ? "complete" : `${missing.length} open`}</span>
      </div>
      <ul>
        {missing.map((thing) => (
          <li key={`${thing.what}-${thing.dimension}`} className="flex h-6 items-center gap-2 text-small text-fg-2">
            <CircleDot size={14} aria-hidden className="shrink-0 text-warn-ink" />
            <span className="grow">{describeMissing(thing)}</span>
            <button
              type="button"
              onClick={() => onGoTo(thing)}
              className="flex h-6 items-center gap-1 rounded-control text-accent-ink"
            >
              {WAYS[thing.what].words} <KeyCap>{WAYS[thing.what].key}</KeyCap>
            </button>
          </li>
        ))}
      </ul>
      {error ? (
        <p role="alert" className="py-1 text-small text-err-ink">
          {error}
        </p>
      ) : null}
      <Button
        variant="primary"
        size="large"
        aria-disabled={isComplete ? undefined : true}
        onClick={onSubmit}
        className="mt-2 w-full"
        hint={<KeyCap isOnAccent={isComplete}>⏎</KeyCap>}
      >
        Submit and next
      </Button>
    </div>
  );
}
