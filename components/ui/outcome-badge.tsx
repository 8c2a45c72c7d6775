import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import type { Outcome } from "@/lib/domain/record/trajectory";
import { Badge } from "./badge";

const OUTCOMES = {
  resolved: { tone: "ok", word: "Resolved", icon: CircleCheck },
  not_resolved: { tone: "err", word: "Not resolved", icon: CircleX },
  unknown: { tone: "plain", word: "Unknown", icon: CircleHelp },
} as const;

export function outcomeWord(outcome: Outcome): string {
  return OUTCOMES[outcome].word;
}

/** How a run ended, by its checks: word, icon and tone. `isPlain` leaves the fill away, for tables. */
export function OutcomeBadge({ outcome, isPlain = false }: { outcome: Outcome; isPlain?: boolean }) {
  const { tone, word, icon: Icon } = OUTCOMES[outcome];
  if (!isPlain) {
    return (
      <Badge tone={tone} icon={<Icon size={12} aria-hidden />}>
        {word}
      </Badge>
    );
  }
  const ink = { ok: "text-ok-ink", err: "text-err-ink", plain: "text-fg-2" }[tone];
  return (
    <span className={`inline-flex items-center gap-1.5 ${ink}`}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}
