const ISO = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * A time as ISO 8601 in UTC, to the millisecond. Null for a time without a zone, a day no calendar has, or a year
 * outside 1 to 9999: a database would refuse it, and a guess would be an invented fact.
 */
export function isoTime(text: string): string | null {
  const [, year, month, day] = ISO.exec(text) ?? [];
  // JavaScript rolls February 30 over into March.
  if (Number(day) > new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate()) return null;
  const time = new Date(text);
  if (year === undefined || Number.isNaN(time.getTime())) return null;
  // The zone may move the first and the last year out of what four digits write.
  if (time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999) return null;
  return time.toISOString();
}
