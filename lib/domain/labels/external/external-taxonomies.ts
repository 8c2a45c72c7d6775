import type { Taxonomy } from "../taxonomy.ts";
import { AGENTREWARDBENCH } from "./agentrewardbench.ts";
import { AGENTRX } from "./agentrx.ts";
import { MAST } from "./mast.ts";
import { PRM800K } from "./prm800k.ts";
import { TRAIL } from "./trail.ts";
import { WHO_AND_WHEN } from "./who-and-when.ts";

/**
 * The taxonomies of the literature whose labels are read, each an immutable document; a change is a new version. Names
 * are their sources', definitions are ours, and `mapsTo.runtape` names labels of the default taxonomy that mean the
 * same; where none does, there is no map.
 */
export const EXTERNAL_TAXONOMIES: readonly Taxonomy[] = [WHO_AND_WHEN, AGENTRX, MAST, TRAIL, PRM800K, AGENTREWARDBENCH];

/** The document a label refers to; null where nobody knows it, as for scores that a team named itself. */
export function externalTaxonomy({ id, version }: { id: string; version: string }): Taxonomy | null {
  return EXTERNAL_TAXONOMIES.find((each) => each.id === id && each.semver === version) ?? null;
}
