import { formatCount } from "@/components/ui/format";
import { type Exclusion, EXCLUSION_WORDS, EXCLUSIONS } from "@/lib/domain/datasets/dataset-query";

/** "3 not cleared, 1 blocked"; empty when nothing stayed out. */
export function describeExcluded(excluded: Partial<Record<Exclusion, number>>): string {
  return EXCLUSIONS.flatMap((reason) => {
    const count = excluded[reason] ?? 0;
    return count > 0 ? [`${formatCount(count)} ${EXCLUSION_WORDS[reason]}`] : [];
  }).join(", ");
}
