import { z } from "zod";

/** What a dimension's marks are attached to. */
export const Scope = z.enum(["step", "span", "trajectory"]);
export type Scope = z.infer<typeof Scope>;

export const Label = z.object({
  /** Stable and never reused; a retired label keeps its id. */
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  name: z.string(),
  definition: z.string(),
  /** Two letters for tiles, where the dimension has tiles. */
  code: z.string().max(2).optional(),
  isDeprecated: z.boolean().optional(),
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

/** A dimension takes either one label of a closed list or a number in a range. */
export const Dimension = z.discriminatedUnion("valueType", [
  DimensionBase.extend({ valueType: z.literal("label"), labels: z.array(Label).min(1) }),
  DimensionBase.extend({ valueType: z.literal("score"), min: z.number().int(), max: z.number().int() }),
]);
export type Dimension = z.infer<typeof Dimension>;

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
