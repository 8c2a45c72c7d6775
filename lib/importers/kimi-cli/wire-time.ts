import type { SessionLine } from "../dialogue/read-session.ts";
import { countOrNull } from "../dialogue/number-facts.ts";
import { Wire } from "./schema.ts";

/** Years 1 to 9999, which every reader of ISO 8601 takes. */
const LAST_MS = Date.UTC(9999, 11, 31);

/** When a record was written, in milliseconds since 1970; null where it does not say. */
export function wireTime({ value }: SessionLine): number | null {
  const ms = countOrNull(Wire.safeParse(value).data?.time);
  return ms === null || ms > LAST_MS ? null : ms;
}
