"use client";
import { X } from "lucide-react";
import { KeyCap } from "@/components/ui/key-cap";
import type { Citation } from "@/lib/domain/labels/mark-value";

type Props = {
  evidence: readonly Citation[];
  isReadOnly: boolean;
  /** The words at a text range, as far as they are loaded. */
  quoteOf: (citation: Citation) => string | null;
  onGoTo: (ordinal: number) => void;
  onRemove: (citation: Citation) => void;
};

/** What a mark rests on, each with its way there and its way out; nothing yet is said in words. */
export function EvidenceChips({ evidence, isReadOnly, quoteOf, onGoTo, onRemove }: Props) {
  if (evidence.length === 0)
    return (
      <p className="flex items-center gap-1 py-1 text-small text-warn-ink">
        no evidence yet {isReadOnly ? null : <KeyCap>v</KeyCap>}{" "}
        {isReadOnly ? null : "cites the selected text or the step"}
      </p>
    );
  return (
    <ul aria-label="Evidence" className="flex flex-col gap-1 py-1">
      {evidence.map((citation) => {
        const quote = quoteOf(citation);
        const name = nameOf(citation);
        return (
          <li key={JSON.stringify(citation)} className="flex h-6 min-w-0 border border-line">
            <button
              type="button"
              onClick={() => onGoTo(firstStep(citation))}
              className="shrink-0 bg-sunken px-1.5 text-small"
              title={`Go to ${name}`}
            >
              {name}
            </button>
            {quote === null ? (
              <span className="grow bg-content" />
            ) : (
              <bdi className="min-w-0 grow truncate bg-content px-1.5 font-mono text-code" title={quote}>
                {quote}
              </bdi>
            )}
            {isReadOnly ? null : (
              <button
                type="button"
                aria-label={`Remove evidence ${name}`}
                onClick={() => onRemove(citation)}
                className="flex w-6 shrink-0 items-center justify-center text-fg-3 hover:bg-hover"
              >
                <X size={12} aria-hidden />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function nameOf(citation: Citation): string {
  if (citation.target === "range") return `steps ${citation.from + 1}–${citation.to + 1}`;
  return `step ${firstStep(citation) + 1}`;
}

function firstStep(citation: Citation): number {
  if (citation.target === "range") return citation.from;
  return citation.target === "step" || citation.target === "text" ? citation.ordinal : 0;
}
