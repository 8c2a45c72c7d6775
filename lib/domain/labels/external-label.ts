import { z } from "zod";
import { MAX_NOTE, Severity } from "./mark-value.ts";

const Index = z.number().int().nonnegative();
/** What the source's own count begins with. */
const Base = z.union([z.literal(0), z.literal(1)]);

/** Where a label from elsewhere stands, in the words of its source: positions are of the source's own list. */
export const ExternalPlace = z.discriminatedUnion("at", [
  z.strictObject({ at: z.literal("run") }),
  z.strictObject({ at: z.literal("step"), index: Index, base: Base.default(0) }),
  z.strictObject({ at: z.literal("range"), from: Index, to: Index, base: Base.default(0) }),
  /** The entry that carries this id in the source: a span, an observation, a message. */
  z.strictObject({ at: z.literal("entry"), id: z.string().min(1).max(500) }),
]);
export type ExternalPlace = z.infer<typeof ExternalPlace>;

/** Which run is meant, by whatever the source knows; a task names a run only where it has one attempt. */
export const ExternalRun = z.union([
  z.strictObject({ trajectoryId: z.uuid() }),
  z.strictObject({ runId: z.string().min(1).max(1000) }),
  z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ name: z.string().min(1).max(1000) }),
  z.strictObject({ task: z.string().min(1).max(1000) }),
  /** The run that holds an entry of this id: all that an annotation of a span knows of its trace. */
  z.strictObject({ entry: z.string().min(1).max(500) }),
]);
export type ExternalRun = z.infer<typeof ExternalRun>;

/**
 * One label that somebody elsewhere gave: a line of an annotations file. Labels keep the names of their own taxonomy;
 * what they mean in another one is said by maps and never by renaming.
 */
export const ExternalLabel = z
  .strictObject({
    run: ExternalRun,
    author: z.string().min(1).max(200),
    authorKind: z.enum(["person", "model", "rule"]).default("person"),
    taxonomy: z.strictObject({
      id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
      version: z.string().regex(/^\d+\.\d+\.\d+$/),
    }),
    dimension: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
    /** The label's name as its source writes it; a score or words instead where the dimension takes those. */
    label: z.string().min(1).max(200).optional(),
    score: z.number().int().optional(),
    text: z.string().min(1).max(MAX_NOTE).optional(),
    place: ExternalPlace,
    /** The responsible agent, by name. */
    agent: z.string().max(200).nullable().optional(),
    severity: Severity.nullable().optional(),
    /** The place is where the run was lost. */
    isDecisive: z.boolean().optional(),
    evidence: z.array(ExternalPlace).max(50).optional(),
    reason: z.string().max(MAX_NOTE).optional(),
    createdAt: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(
    ({ label, score, text }) => [label, score, text].filter((each) => each !== undefined).length === 1,
    "A label says exactly one of label, score or text.",
  );
export type ExternalLabel = z.infer<typeof ExternalLabel>;

/**
 * The id of a label by its name, so that case and signs make no difference: "Invention of New Information". Letters
 * beyond ASCII stand in it as their code points, so that names in other scripts stay apart.
 */
export function labelIdOf(name: string): string {
  const id = name
    .normalize("NFKD")
    // Accents of Latin, Greek and Cyrillic letters.
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^ -~]/gu, (letter) => (/[\p{L}\p{M}\p{N}]/u.test(letter) ? codeOf(letter) : "_"))
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return (/^[a-z]/.test(id) ? id : `l_${id}`).slice(0, 64);
}

function codeOf(letter: string): string {
  return `_u${(letter.codePointAt(0) ?? 0).toString(16)}_`;
}
