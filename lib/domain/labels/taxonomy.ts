import { z } from "zod";

/** What a dimension's marks are attached to; a span is a step, a range, a text or the whole run. */
export const Scope = z.enum(["step", "range", "span", "trajectory"]);
export type Scope = z.infer<typeof Scope>;

export const Label = z.object({
  /** Stable and never reused; a retired label keeps its id. */
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  name: z.string(),
  definition: z.string(),
  /** Two letters for tiles, where the dimension has tiles. */
  code: z.string().max(2).optional(),
  isDeprecated: z.boolean().optional(),
  /** A review cannot be submitted while this label stands without a citation. */
  needsEvidence: z.boolean().optional(),
  /** The same thing in the taxonomies of the literature: { mast: ["1.3"], trail: [...], sweagent: [...] }. */
  mapsTo: z.record(z.string(), z.array(z.string())).optional(),
});
export type Label = z.infer<typeof Label>;

const DimensionBase = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  name: z.string(),
  definition: z.string(),
  scope: Scope,
  /** A review cannot be submitted while one of these is open. */
  isRequired: z.boolean(),
});

const Labels = z.array(Label).min(1);
/** Several labels may stand at one place. */
const isMultiple = z.boolean().optional();

/** What a dimension takes decides the field that is drawn for it. */
export const Dimension = z.discriminatedUnion("valueType", [
  DimensionBase.extend({ valueType: z.literal("label"), labels: Labels, isMultiple }),
  DimensionBase.extend({ valueType: z.literal("score"), min: z.number().int(), max: z.number().int() }),
  /** A label and the places it rests on. */
  DimensionBase.extend({ valueType: z.literal("cited"), labels: Labels, isMultiple }),
  /** A label with severity, responsible agent, decisive step and evidence. */
  DimensionBase.extend({ valueType: z.literal("failure"), labels: Labels, isMultiple }),
  /** What was recovered from, and with what result. */
  DimensionBase.extend({ valueType: z.literal("recovery"), labels: Labels, results: Labels, isMultiple }),
  DimensionBase.extend({ valueType: z.literal("text") }),
]);
export type Dimension = z.infer<typeof Dimension>;
/** The dimensions of one kind of value. */
export type DimensionOf<T extends Dimension["valueType"]> = Extract<Dimension, { valueType: T }>;

/** An immutable document; a change is a new version. */
export const Taxonomy = z.object({
  id: z.string(),
  semver: z.string().regex(/^\d+\.\d+\.\d+$/),
  dimensions: z.array(Dimension).min(1),
});
export type Taxonomy = z.infer<typeof Taxonomy>;

/** The dimension with this id, or undefined. */
export function findDimension(taxonomy: Taxonomy, dimensionId: string): Dimension | undefined {
  return taxonomy.dimensions.find((dimension) => dimension.id === dimensionId);
}
