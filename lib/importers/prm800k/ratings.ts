import { z } from "zod";
import { parseValue } from "../json/document.ts";
import { listCandidates } from "./candidates.ts";

/** What a labeler said of one candidate; `sourceIndex` is that of its step in the run. */
export type Rating = {
  sourceIndex: number;
  step: number;
  completion: number | null;
  /** Wrong, no progress, right; null where it was not rated. */
  rating: -1 | 0 | 1 | null;
  /** The labeler did not know how to rate it. */
  isFlagged: boolean;
};

const Rated = z.looseObject({
  rating: z
    .union([z.literal(-1), z.literal(0), z.literal(1)])
    .nullish()
    .catch(null),
  flagged: z.boolean().nullish().catch(null),
});

/** The ratings of one record, one for each step of its run. They are labels: the run itself does not hold them. */
export async function readRatings(record: Uint8Array): Promise<Rating[]> {
  const candidates = await listCandidates(record);
  return candidates.map(({ step, completion, slice }, sourceIndex) => {
    const said = Rated.safeParse(parseValue(slice.bytes)).data;
    return { sourceIndex, step, completion, rating: said?.rating ?? null, isFlagged: said?.flagged === true };
  });
}
