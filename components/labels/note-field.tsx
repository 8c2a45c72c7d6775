"use client";
import { useEffect, useEffectEvent, useState } from "react";
import { MAX_NOTE } from "@/lib/domain/labels/mark-value";

/** A note is taken over when its writer pauses this long, and whenever they leave the field. */
const PAUSE_MS = 5000;

type Props = { text: string; ordinal: number; isReadOnly: boolean; onSay: (text: string) => void };

/** Words about the step. Esc and Ctrl+Enter leave the field; nothing typed is lost either way. */
export function NoteField({ text, ordinal, isReadOnly, onSay }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = useEffectEvent(() => {
    if (typed !== null && typed.trim() !== text) onSay(typed.trim());
    setTyped(null);
  });
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => commit(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // Another step's note is another field: what was typed here is said before it goes.
  useEffect(() => () => commit(), []);
  if (isReadOnly) return <p className="text-small whitespace-pre-wrap">{text || "none"}</p>;
  return (
    <textarea
      aria-label={`Note on step ${ordinal + 1}`}
      value={typed ?? text}
      maxLength={MAX_NOTE}
      rows={(typed ?? text) === "" ? 1 : 3}
      placeholder="What no label says"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => commit()}
      onKeyDown={(event) => {
        const isDone = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
        if (!isDone) return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.blur();
      }}
      className="w-full resize-y rounded-control border border-control bg-raised px-2 py-1 text-small placeholder:text-fg-3"
    />
  );
}
