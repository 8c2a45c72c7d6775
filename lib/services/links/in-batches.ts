const BATCH = 200;

/** A list in parts that fit one statement of SQL. */
export function* inBatches<T>(list: readonly T[]): Generator<T[]> {
  for (let from = 0; from < list.length; from += BATCH) yield list.slice(from, from + BATCH);
}
