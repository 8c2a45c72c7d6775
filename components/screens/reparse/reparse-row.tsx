import { clsx } from "clsx";
import { CircleCheck, CircleX, Equal, Hourglass, X } from "lucide-react";
import Link from "next/link";
import { countOf } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { versionWords } from "./version-words";
import type { ReparseRunView, ReparseStatus } from "@/lib/api/contract/reparse";

const STATES: Record<ReparseStatus, { icon: typeof CircleCheck; ink: string }> = {
  waiting: { icon: Hourglass, ink: "text-fg-3" },
  unchanged: { icon: Equal, ink: "text-fg-2" },
  revised: { icon: CircleCheck, ink: "text-ok-ink" },
  failed: { icon: CircleX, ink: "text-err-ink" },
  cancelled: { icon: X, ink: "text-fg-2" },
};

/** One run of a reparse: what became of it, and of the marks on it. */
export function ReparseRow({ run }: { run: ReparseRunView }) {
  const { icon: Icon, ink } = STATES[run.status];
  return (
    <li className={clsx("border-b border-line px-4 last:border-b-0", run.status === "failed" && "bg-err-soft")}>
      <div className="flex min-h-8 flex-wrap items-center gap-x-3">
        <Link href={`/runs/${run.trajectoryId}`} className="min-w-40 grow basis-64 no-underline hover:underline">
          <ImportedText className="text-code">{run.runName}</ImportedText>
        </Link>
        <span className="w-36 shrink-0 truncate text-small text-fg-3">{run.formatId}</span>
        <span className="w-28 shrink-0 text-small text-fg-3">
          parser {versionWords(run.fromVersion)}
          {run.toVersion && run.toVersion !== run.fromVersion ? ` → ${versionWords(run.toVersion)}` : ""}
        </span>
        <span className={clsx("flex w-28 shrink-0 items-center gap-1.5 font-semibold first-letter:uppercase", ink)}>
          <Icon size={14} aria-hidden /> {run.status}
        </span>
        <span className="w-56 shrink-0 text-right text-small text-fg-2">
          {run.carried > 0 ? `${countOf(run.carried, "mark")} carried` : ""}
          {run.carried > 0 && run.unmatched > 0 ? ", " : ""}
          {run.unmatched > 0 ? <span className="text-warn-ink">{run.unmatched} without a place</span> : null}
        </span>
      </div>
      {run.problem ? <p className="pb-1.5 text-small text-fg-2">{run.problem}</p> : null}
    </li>
  );
}
