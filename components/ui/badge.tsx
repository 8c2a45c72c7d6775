import { clsx } from "clsx";
import type { ReactNode } from "react";

const TONES = {
  plain: "border-line text-fg-2",
  ok: "border-transparent bg-ok-soft text-ok-ink",
  err: "border-transparent bg-err-soft text-err-ink",
  warn: "border-transparent bg-warn-soft text-warn-ink",
  accent: "border-transparent bg-accent-soft text-accent-ink",
} as const;

export type Tone = keyof typeof TONES;

/** A fact in two words. Its icon carries the meaning too, so that it reads without colour. */
export function Badge({
  tone = "plain",
  icon,
  children,
  title,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={clsx(
        "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-tile border px-1.5 text-small",
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
