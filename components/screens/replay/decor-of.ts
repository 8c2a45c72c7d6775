import type { DecorSource } from "@/components/trajectory/text-decor";
import type { Finding } from "@/lib/api/contract/governance";
import { citedRanges, type Standing } from "@/lib/domain/review/acts";

/** What is drawn over the run's text: what one's own marks cite, and what one marked so that others do not see it. */
export function decorOf(marks: readonly Standing[], findings: readonly Finding[]): DecorSource {
  return (ordinal, field) => ({
    cited: citedRanges(marks, ordinal, field),
    own: findings.flatMap(({ isOwn, status, place }) =>
      isOwn &&
      status === "open" &&
      place.ordinal === ordinal &&
      place.field === field &&
      place.start !== null &&
      place.end !== null
        ? [{ start: place.start, end: place.end }]
        : [],
    ),
  });
}
