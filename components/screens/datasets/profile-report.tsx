"use client";
import { useQueries, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState } from "react";
import { formatCount } from "@/components/ui/format";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { ErrorState } from "@/components/ui/states";
import { profilesQuery, rowsQuery } from "@/lib/api/queries";
import { maskedPieces } from "@/lib/domain/governance/masked-pieces";

type Props = { project: string; versionId: string; isClear: boolean };

/** A dry run of every format over the first runs: what it writes, turns away and loses, and how its rows look. */
export function ProfileReport({ project, versionId, isClear }: Props) {
  const profiles = useQuery(profilesQuery());
  const [chosen, setChosen] = useState("trl-sft");
  const ids = profiles.data?.profiles.map(({ id }) => id) ?? [];
  const reports = useQueries({
    queries: ids.map((id) => ({ ...rowsQuery(project, versionId, id), enabled: isClear })),
  });
  if (!isClear) return null;
  const preview = reports[ids.indexOf(chosen)];
  return (
    <>
      <h2 className="pt-4">
        Loss report{" "}
        <span className="text-small font-normal text-fg-3">
          dry run over the first runs: looked at = written + rejected; lossy rows are written and named
        </span>
      </h2>
      <table className="w-full border-collapse">
        <thead>
          <tr className="h-7 border-b border-line text-left text-small text-fg-2">
            <th className="font-semibold">Profile</th>
            <th className="pr-4 text-right font-semibold">Looked at</th>
            <th className="pr-4 text-right font-semibold">Written</th>
            <th className="pr-4 text-right font-semibold">Rejected</th>
            <th className="font-semibold">Why, and what is lost</th>
          </tr>
        </thead>
        <tbody>
          {ids.map((id, at) => {
            const report = reports[at]?.data;
            const rejected = Object.values(report?.rejected ?? {}).reduce((sum, count) => sum + count, 0);
            return (
              <tr key={id} className={clsx("h-8 border-b border-line", id === chosen && "bg-selected")}>
                <td>
                  <button
                    type="button"
                    aria-pressed={id === chosen}
                    onClick={() => setChosen(id)}
                    className="px-1 font-mono text-code font-semibold"
                  >
                    {id}
                  </button>
                </td>
                <td className="pr-4 text-right">{report ? formatCount(report.runs) : "…"}</td>
                <td className="pr-4 text-right">{report ? formatCount(report.written) : "…"}</td>
                <td className={clsx("pr-4 text-right", rejected > 0 && "font-semibold text-err-ink")}>
                  {report ? formatCount(rejected) : "…"}
                </td>
                <td className="text-small text-fg-2">{report ? reasons(report) : ""}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <h2 className="pt-4">
        Preview <span className="text-small font-normal text-fg-3">{chosen}</span>
      </h2>
      {preview?.isPending ? <SkeletonRows rows={4} height={20} label="Writing the first rows" /> : null}
      {preview?.isError ? <ErrorState title="No preview" message={preview.error.message} /> : null}
      {preview?.data?.rows.length === 0 ? (
        <p className="text-small text-fg-2">This profile writes no row of these runs.</p>
      ) : null}
      {preview?.data?.rows.map((row, at) => (
        <div key={`row-${at}`} className="fence mt-1">
          <div
            className="fence-zone max-h-60 overflow-auto"
            role="region"
            aria-label={`Row ${at + 1} of the preview`}
            tabIndex={0}
          >
            {maskedPieces(row.text, []).map((line, index) => (
              <div key={`line-${index}`} className="fence-line">
                {line.map((piece, part) => (
                  <span key={`piece-${part}`} className={piece.kind === "token" ? "fence-token" : undefined}>
                    {piece.text}
                  </span>
                ))}
              </div>
            ))}
            {row.length > row.text.length ? (
              <p className="px-2 text-micro text-fg-3">
                {formatCount(row.length - row.text.length)} more characters in this row
              </p>
            ) : null}
          </div>
        </div>
      ))}
    </>
  );
}

function reasons({ rejected, lossy }: { rejected: Record<string, number>; lossy: Record<string, number> }): string {
  const parts = [
    ...Object.entries(rejected).map(([reason, count]) => `${count} ${reason.replaceAll("-", " ")}`),
    ...Object.entries(lossy).map(([reason, count]) => `${count} with ${reason.replaceAll("-", " ")}`),
  ];
  return parts.length === 0 ? "nothing is lost" : parts.join("; ");
}
