import { MapPin } from "lucide-react";
import Link from "next/link";
import { Button, buttonClass } from "@/components/ui/button";
import { ImportedText } from "@/components/ui/imported-text";
import type { UnmatchedView } from "@/lib/api/contract/unmatched";
import { ordinalRange } from "@/lib/domain/labels/anchor";
import { UNMATCHED_WORDS } from "@/lib/domain/labels/unmatched";
import { whereOf } from "./where-of";

/** One mark without a place: what it says, where it stood, why it does not stand there now, and what can be done. */
export function UnmatchedRow({ mark, onDismiss }: { mark: UnmatchedView; onDismiss: () => void }) {
  const isOpen = mark.status === "open";
  const what = `${mark.name}: ${mark.says}`;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line px-4 py-2">
      <div className="flex min-w-64 grow basis-96 flex-col gap-0.5">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <b className="font-semibold">{mark.name}</b>
          <ImportedText>{mark.says}</ImportedText>
          <span className="text-small text-fg-3">
            {mark.isOwn ? "yours" : mark.author}, {whereOf(mark.anchor)} of revision {mark.fromNumber}
          </span>
        </p>
        {mark.hint === null ? null : (
          <p className="line-clamp-2 min-w-0 font-mono text-code break-words text-fg-2">
            <ImportedText>{mark.hint}</ImportedText>
          </p>
        )}
        <p className="text-small text-fg-2">
          {isOpen ? UNMATCHED_WORDS[mark.reason] : ending(mark)}
          {isOpen && mark.candidates.length > 0 ? (
            <span className="text-fg-3">
              {" "}
              Look at {mark.candidates.map((ordinal) => `step ${ordinal + 1}`).join(", ")}.
            </span>
          ) : null}
        </p>
      </div>
      {isOpen && mark.canPlace ? (
        <Link href={placeHref(mark)} className={buttonClass("default", "small")} aria-label={`Place ${what}`}>
          <MapPin size={14} aria-hidden /> Place
        </Link>
      ) : null}
      {isOpen && mark.canDismiss ? (
        <Button size="small" variant="quiet" onClick={onDismiss} aria-label={`Dismiss ${what}`}>
          Dismiss
        </Button>
      ) : null}
    </li>
  );
}

function ending({ status, endedBy, endReason }: UnmatchedView): string {
  if (status === "dismissed") return `Dismissed by ${endedBy ?? "somebody"}: ${endReason ?? ""}`;
  if (status === "placed") return `Placed by ${endedBy ?? "somebody"}.`;
  return "A later parser showed its place again.";
}

/** The replay at the step where the mark most likely belongs, ready to place it. */
function placeHref({ id, trajectoryId, candidates, anchor }: UnmatchedView): string {
  const ordinal = candidates[0] ?? ordinalRange(anchor)?.from ?? 0;
  return `/runs/${trajectoryId}?place=${id}#s${ordinal + 1}`;
}
