/** A run of the studio whose bytes are read again, by what it was known by. */
type Known = { recordSha256: string; runKey: string };
/** A run as it was read now; without an id of its own it is known by its bytes. */
type Read = { recordSha256: string; runKey: string };

/**
 * Which read run is which known one: the same bytes under the same id; then the same bytes, then the same id, where
 * each stands on both sides once. What is left over on either side has no counterpart and is never paired by place.
 */
export function matchRuns<K extends Known, R extends Read>(known: readonly K[], given: readonly R[]): Map<K, R> {
  const pairs = new Map<K, R>();
  // The same record twice in a file is one run, as it was when it came in.
  const read = [...groupBy(given, ({ recordSha256, runKey }) => `${recordSha256}\n${runKey}`).values()].flatMap(
    ([first]) => (first ? [first] : []),
  );
  const taken = new Set<R>();
  const keys: ((run: Known) => string)[] = [
    ({ recordSha256, runKey }) => `${recordSha256}\n${runKey}`,
    ({ recordSha256 }) => recordSha256,
    ({ runKey }) => runKey,
  ];
  for (const keyOf of keys) {
    const open = known.filter((run) => !pairs.has(run));
    const left = read.filter((run) => !taken.has(run));
    const [knownBy, readBy] = [groupBy(open, keyOf), groupBy(left, keyOf)];
    for (const [key, [run, ...others]] of knownBy) {
      const [counterpart, ...rest] = readBy.get(key) ?? [];
      if (!run || !counterpart || others.length > 0 || rest.length > 0) continue;
      pairs.set(run, counterpart);
      taken.add(counterpart);
    }
  }
  return pairs;
}

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
