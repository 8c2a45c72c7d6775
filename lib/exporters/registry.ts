import { atif } from "./atif/atif.ts";
import type { Profile } from "./profile.ts";
import { studioFull } from "./studio-full.ts";
import { trlPrm } from "./trl-prm.ts";
import { trlSft } from "./trl-sft.ts";

/** Every format the product writes. A new one is a file and a line here. */
export const PROFILES: readonly Profile[] = [studioFull, trlSft, trlPrm, atif];

/** The profile with this id; null when there is none. */
export function profileById(id: string): Profile | null {
  return PROFILES.find((profile) => profile.id === id) ?? null;
}

export type ProfileInfo = Pick<Profile, "id" | "version" | "label" | "description">;

/** What `runtape profiles` lists. */
export function profiles(): ProfileInfo[] {
  return PROFILES.map(({ id, version, label, description }) => ({ id, version, label, description }));
}
