import { z } from "zod";

/** How two runs hang together: one agent called the other, one went on where the other ended, or split off from it. */
export const LINK_KINDS = ["subagent", "continuation", "fork"] as const;
export const LinkKind = z.enum(LINK_KINDS);
export type LinkKind = z.infer<typeof LinkKind>;

/** Which of the two the other run is: the `parent` was there first, the `child` came out of it. */
export const LINK_SIDES = ["parent", "child"] as const;
export const LinkSide = z.enum(LINK_SIDES);

/**
 * What a run says of another one that lies in a file of its own. It names the other by its run id, by its file, or by
 * both; whether such a run is here is not the importer's to know.
 */
export const RunLink = z.object({
  kind: LinkKind,
  other: LinkSide,
  runId: z.string().nullable(),
  /** The other's file as seen from this one's folder, with `/`. */
  file: z.string().nullable(),
  /** The step of this run that opens the other; null where the run does not say. */
  ordinal: z.number().int().nonnegative().nullable(),
  /** The call of that step, by the id the source gives it. */
  callId: z.string().nullable(),
});
export type RunLink = z.infer<typeof RunLink>;

/** A run that was found at the other end of a link. */
export const LinkedRun = z.object({
  kind: LinkKind,
  other: LinkSide,
  trajectoryId: z.string(),
  name: z.string(),
  /** The parent's step that opens the child, in the revision people see; null where only the run is known. */
  ordinal: z.number().int().nullable(),
  callId: z.string().nullable(),
});
export type LinkedRun = z.infer<typeof LinkedRun>;

type Told = Partial<RunLink> & Pick<RunLink, "kind">;

/** The other run came out of this one. */
export function childLink(told: Told): RunLink {
  return { runId: null, file: null, ordinal: null, callId: null, ...told, other: "child" };
}

/** The other run was there first. */
export function parentLink(told: Told): RunLink {
  return { runId: null, file: null, ordinal: null, callId: null, ...told, other: "parent" };
}
