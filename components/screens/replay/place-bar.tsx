"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { MapPin } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { ImportedText } from "@/components/ui/imported-text";
import { useToast } from "@/components/ui/toast";
import { call, queryOf } from "@/lib/api/call";
import { placeMark, type UnmatchedView } from "@/lib/api/contract/unmatched";
import { unmatchedQuery } from "@/lib/api/queries";
import type { Anchor } from "@/lib/domain/labels/anchor";
import type { Citation } from "@/lib/domain/labels/mark-value";
import { UNMATCHED_WORDS } from "@/lib/domain/labels/unmatched";
import { DismissDialog } from "../reparse/dismiss-dialog";
import { whereOf } from "../reparse/where-of";

type Props = {
  project: string;
  trajectoryId: string;
  revisionId: string;
  markId: string;
  /** The current step. */
  ordinal: number;
  selected: Citation | null;
};

/** Gives a mark of an earlier revision its place: the reader moves to where it belongs and says "here". */
export function PlaceBar({ markId, ...place }: Props) {
  const query = useInfiniteQuery(unmatchedQuery(place.project, { run: place.trajectoryId }));
  const mark = query.data?.pages.flatMap((page) => page.marks).find(({ id }) => id === markId);
  if (query.isPending) return null;
  return (
    <aside
      aria-label="Place a mark"
      className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-3 py-1"
    >
      <MapPin size={14} aria-hidden className="shrink-0 text-accent-ink" />
      {mark ? (
        <Placing key={mark.id} mark={mark} {...place} />
      ) : (
        <p role="status" className="grow">
          {query.isError ? query.error.message : "This mark has its end already, or is not yours to place."}
        </p>
      )}
      <Link href={listHref(place.project)} className={buttonClass("quiet", "small")}>
        Back to the list
      </Link>
    </aside>
  );
}

const listHref = (project: string) => `/reparse${queryOf({ project, tab: "marks" })}`;

function Placing({
  mark,
  project,
  trajectoryId,
  revisionId,
  ordinal,
  selected,
}: Omit<Props, "markId"> & { mark: UnmatchedView }) {
  const router = useRouter();
  const client = useQueryClient();
  const toast = useToast();
  const [from, setFrom] = useState<number | null>(null);
  const [isLeaving, setIsLeaving] = useState(false);
  const done = () => router.push(listHref(project));
  const place = useMutation({
    mutationFn: (anchor: Anchor) =>
      call(placeMark, { trajectoryId, markId: mark.id, revisionId, anchor }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: async ({ anchor, leftOut }) => {
      const left =
        leftOut === 0 ? "" : ` ${leftOut} of what it names ${leftOut === 1 ? "is" : "are"} not here and left out.`;
      toast(`${mark.name} placed: ${whereOf(anchor)}.${left}`);
      await Promise.all(
        [["unmatched"], ["review", trajectoryId], ["governance", trajectoryId]].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
      done();
    },
    onError: (error) => toast(error.message),
  });
  const here = anchorHere(mark, ordinal, selected, from);
  return (
    <>
      <p className="min-w-0 grow">
        <b className="font-semibold">{mark.name}</b> <ImportedText>{mark.says}</ImportedText>
        <span className="text-small text-fg-2">
          {" "}
          stood at {whereOf(mark.anchor)} of revision {mark.fromNumber}. {UNMATCHED_WORDS[mark.reason]}
        </span>
      </p>
      {mark.canPlace && mark.anchor.target === "range" ? (
        <Button size="small" onClick={() => setFrom(ordinal)}>
          {from === null ? `Begins at step ${ordinal + 1}` : `Begins at step ${from + 1}`}
        </Button>
      ) : null}
      {mark.canPlace ? (
        <Button
          size="small"
          variant="primary"
          disabled={here === null || place.isPending}
          // Keeps the selected words while the button is pressed.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => (here === null ? undefined : place.mutate(here))}
        >
          {here === null ? "Place here" : `Place here: ${whereOf(here)}`}
        </Button>
      ) : null}
      {mark.canDismiss ? (
        <Button size="small" variant="quiet" onClick={() => setIsLeaving(true)}>
          Dismiss
        </Button>
      ) : null}
      <DismissDialog mark={isLeaving ? mark : null} onClose={() => setIsLeaving(false)} onDone={done} />
    </>
  );
}

/** What "here" means for the kind of place the mark had; null while a range has no beginning yet. */
function anchorHere(
  { anchor }: Pick<UnmatchedView, "anchor">,
  ordinal: number,
  selected: Citation | null,
  from: number | null,
): Anchor | null {
  switch (anchor.target) {
    case "trajectory":
    case "lane":
      return { target: "trajectory" };
    case "text":
      return selected ?? { target: "step", ordinal };
    case "range":
      return from === null || from > ordinal ? null : { target: "range", from, to: ordinal };
    case "gap":
      return { target: "gap", after: ordinal };
    case "step":
    case "link":
      return { target: "step", ordinal };
  }
}
