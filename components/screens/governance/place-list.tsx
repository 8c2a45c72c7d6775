"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { countOf, formatCount } from "@/components/ui/format";
import { ImportedText } from "@/components/ui/imported-text";
import { SeverityMark } from "@/components/ui/severity-mark";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { ErrorState } from "@/components/ui/states";
import type { PlaceInContext, ValueCluster } from "@/lib/api/contract/governance";
import { placesQuery } from "@/lib/api/queries";
import { findingTitle, placeWords } from "@/lib/domain/governance/finding-words";
import { ContextLines } from "./context-lines";

/** Where one value stands, by run, each with the lines around it. */
export function PlaceList({ project, cluster }: { project: string; cluster: ValueCluster }) {
  const query = useQuery(placesQuery(project, cluster.valueKey));
  const places = query.data?.places ?? [];
  const runs = [...new Set(places.map(({ trajectoryId }) => trajectoryId))];
  return (
    <section aria-label="Places" className="min-h-0 overflow-auto p-4">
      <h2 className="flex items-center gap-2 text-lead">
        {findingTitle(cluster.kind, cluster.type)} <SeverityMark severity={cluster.severity} />
      </h2>
      <p className="text-small text-fg-2">
        {cluster.sources.includes("person") ? "marked by a person" : `found by ${cluster.rules.join(", ")}`}, 1 value,{" "}
        {countOf(cluster.places, "place")}, {countOf(cluster.runs, "run")}
      </p>
      {query.isPending ? <SkeletonRows rows={3} height={80} label="Loading places" /> : null}
      {query.isError ? (
        <ErrorState
          title="The places could not be read"
          message={query.error.message}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {runs.map((trajectoryId) => {
        const here = places.filter((place) => place.trajectoryId === trajectoryId);
        return (
          <div key={trajectoryId} className="mt-4">
            <h3 className="flex items-baseline gap-2 border-b border-line pb-1">
              <ImportedText className="text-code font-semibold">{here[0]?.runName ?? ""}</ImportedText>
              <span className="text-small font-normal text-fg-3">{countOf(here.length, "place")}</span>
            </h3>
            {here.map((place) => (
              <Place key={place.findingId} place={place} />
            ))}
          </div>
        );
      })}
      {query.data && query.data.total > places.length ? (
        <p className="mt-3 text-small text-fg-3">
          {formatCount(query.data.total - places.length)} more places with the same value; a verdict holds for all of
          them.
        </p>
      ) : null}
    </section>
  );
}

function Place({ place }: { place: PlaceInContext }) {
  const { ordinal } = place.place;
  const href = `/runs/${place.trajectoryId}${ordinal === null ? "" : `#s${ordinal + 1}`}`;
  return (
    <div className="mt-2">
      <p className="flex items-baseline gap-3 py-1 text-small text-fg-2">
        <span className="grow">{placeWords(place.place)}</span>
        <Link href={href} className="text-accent-ink">
          open in Replay
        </Link>
      </p>
      {place.note ? <p className="pb-1 text-small">{place.note}</p> : null}
      {place.context ? (
        <ContextLines context={place.context} />
      ) : (
        <p className="text-small text-fg-3">About the whole, without a text of its own.</p>
      )}
    </div>
  );
}
