/** Milliseconds from one ISO time to a later one; null where either is missing or they are out of order. */
export function elapsedMs(from: string | null | undefined, to: string | null | undefined): number | null {
  const ms = from && to ? Date.parse(to) - Date.parse(from) : Number.NaN;
  return ms >= 0 ? ms : null;
}
