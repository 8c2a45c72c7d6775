import Link from "next/link";
import { countOf, formatCount, formatDate, formatTime } from "@/components/ui/format";
import { queryOf } from "@/lib/api/call";
import type { ReparseSummary } from "@/lib/api/contract/reparse";
import { ReparseBadge } from "./reparse-badge";

const HEADS = ["Runs", "Unchanged", "Revised", "Failed", "Marks carried", "Without a place"] as const;

/** Every act of reading again, newest first. */
export function ReparseList({ project, reparses }: { project: string; reparses: readonly ReparseSummary[] }) {
  return (
    <section aria-label="Read again" className="overflow-x-auto">
      <table className="w-full border-collapse whitespace-nowrap">
        <thead>
          <tr className="h-8 border-b border-line text-left text-small text-fg-2">
            <th className="px-4 font-semibold">Read again</th>
            <th className="pr-6 font-semibold">State</th>
            {HEADS.map((name) => (
              <th key={name} className="pr-4 text-right font-semibold">
                {name}
              </th>
            ))}
            <th className="pr-4 font-semibold">By</th>
          </tr>
        </thead>
        <tbody>
          {reparses.map((each) => (
            <tr key={each.id} className="h-8 border-b border-line hover:bg-hover">
              <th scope="row" className="px-4 text-left font-normal">
                <Link href={`/reparse/${each.id}${queryOf({ project })}`} className="no-underline">
                  {formatDate(each.createdAt)} {formatTime(each.createdAt)}, {askedWords(each)}
                </Link>
              </th>
              <td className="pr-6">
                <ReparseBadge summary={each} />
              </td>
              <td className="pr-4 text-right">{formatCount(each.counts.runs)}</td>
              <td className="pr-4 text-right text-fg-2">{formatCount(each.counts.unchanged)}</td>
              <td className="pr-4 text-right">{formatCount(each.counts.revised)}</td>
              <td className={`pr-4 text-right ${each.counts.failed > 0 ? "text-err-ink" : "text-fg-3"}`}>
                {formatCount(each.counts.failed)}
              </td>
              <td className="pr-4 text-right">{formatCount(each.carried)}</td>
              <td className={`pr-4 text-right ${each.unmatched > 0 ? "text-warn-ink" : "text-fg-3"}`}>
                {formatCount(each.unmatched)}
              </td>
              <td className="max-w-40 truncate pr-4 text-fg-2">{each.actor}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What was asked for, in a few words. */
export function askedWords({ asked: { format, runs, force } }: ReparseSummary): string {
  if (runs) return countOf(runs.length, "chosen run");
  if (force) return format ? `every run of ${format}` : "every run";
  return format ? `all of ${format} that is out of date` : "all that is out of date";
}
