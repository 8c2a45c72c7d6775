import { labelIdOf } from "../external-label.ts";
import type { Label } from "../taxonomy.ts";

/** What of the studio's own taxonomy, and of others, means the same as a label from elsewhere. */
type Same = { runtape?: string[]; mast?: string[] };

/** A label under its source's own name; the definition is ours. */
export function labelNamed(name: string, definition: string, mapsTo: Same = {}): Label {
  const maps = Object.entries(mapsTo);
  return { id: labelIdOf(name), name, definition, ...(maps.length === 0 ? {} : { mapsTo: Object.fromEntries(maps) }) };
}
