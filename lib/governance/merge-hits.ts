import type { Hit } from "./rule.ts";

/** Types that say little about a value; another type of the same place names it better. */
const VAGUE_TYPES: readonly string[] = ["secret", "generic-api-key", "bearer-token", "basic-auth", "jwt"];
const SEVERITIES: readonly Hit["severity"][] = ["low", "medium", "high"];

/**
 * Sorted by start, without overlaps. Overlapping secrets become one hit over all of them, so that nothing that any rule
 * found stays visible; it has the name of the most telling, then longest, then first one, and the highest severity.
 * Personal data that overlaps a secret is dropped: in `postgres://u:pw@db.corp.com` there is a password, no address.
 */
export function mergeHits(hits: readonly Hit[]): Hit[] {
  const secrets = mergeOverlaps(hits.filter(({ kind }) => kind === "secret"));
  const others = mergeOverlaps(hits.filter(({ kind }) => kind !== "secret"));
  return [...secrets, ...withoutOverlaps(others, secrets)].sort((a, b) => a.start - b.start);
}

function mergeOverlaps(hits: readonly Hit[]): Hit[] {
  const merged: Hit[] = [];
  const names: Hit[] = [];
  for (const hit of [...hits].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    const name = names.at(-1);
    if (last === undefined || name === undefined || hit.start >= last.end) {
      merged.push({ ...hit });
      names.push(hit);
      continue;
    }
    const better = isMoreTelling(hit, name) ? hit : name;
    const severity = SEVERITIES[Math.max(SEVERITIES.indexOf(last.severity), SEVERITIES.indexOf(hit.severity))];
    const end = Math.max(last.end, hit.end);
    merged[merged.length - 1] = { ...better, severity: severity ?? better.severity, start: last.start, end };
    names[names.length - 1] = better;
  }
  return merged;
}

function isMoreTelling(hit: Hit, than: Hit): boolean {
  const isVague = VAGUE_TYPES.includes(hit.type);
  if (isVague !== VAGUE_TYPES.includes(than.type)) return !isVague;
  return hit.end - hit.start > than.end - than.start;
}

/** Both sorted and without overlaps among themselves. */
function withoutOverlaps(hits: readonly Hit[], taken: readonly Hit[]): Hit[] {
  let next = 0;
  return hits.filter(({ start, end }) => {
    while ((taken[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    return (taken[next]?.start ?? Number.POSITIVE_INFINITY) >= end;
  });
}
