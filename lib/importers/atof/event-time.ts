import { isoTime } from "../dialogue/iso-time.ts";
import type { Event } from "./schema.ts";

/** The last moment JavaScript has a date for, in milliseconds. */
const MAX_MS = 8.64e15;

/** An event's time as ISO 8601: RFC 3339 as it is, or microseconds since 1970. Null where it is neither. */
export function eventTime(timestamp: Event["timestamp"]): string | null {
  if (typeof timestamp === "string") return isoTime(timestamp);
  if (typeof timestamp !== "number" || !Number.isSafeInteger(timestamp) || timestamp < 0) return null;
  const ms = Math.floor(timestamp / 1000);
  return ms > MAX_MS ? null : isoTime(new Date(ms).toISOString());
}
