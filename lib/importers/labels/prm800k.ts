import { z } from "zod";
import { PRM800K, RATING_NAMES } from "../../domain/labels/external/prm800k.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { readRatings } from "../prm800k/ratings.ts";
import { type LabelDraft, type LabelRecord, refused, type Said } from "./label-reader.ts";

const Solution = z.object({
  labeler: z.string().min(1),
  timestamp: z.string().nullish().catch(null),
  label: z.object({ finish_reason: z.string().nullish().catch(null) }),
});

/** What a labeler of PRM800K said of the candidates of one solution, at the indices of its run, and why it ended. */
export async function prm800kRatings({ value, bytes, sha256 }: LabelRecord): Promise<Said[]> {
  const solution = Solution.safeParse(value).data;
  if (!solution) return [refused("", "this is no labelled solution", "It needs `labeler` and `label.steps`.")];
  const about = {
    run: { sha256 },
    author: solution.labeler,
    authorKind: "person",
    taxonomy: { id: PRM800K.id, version: PRM800K.semver },
    createdAt: (solution.timestamp && isoTime(solution.timestamp)) || undefined,
  } satisfies Partial<LabelDraft>;
  const rated = (await readRatings(bytes)).flatMap(({ sourceIndex, step, completion, rating, isFlagged }): Said[] => {
    const path = `label.steps[${step}].${completion === null ? "human_completion" : `completions[${completion}]`}`;
    const place = { at: "step", index: sourceIndex, base: 0 } as const;
    const name = rating === null ? undefined : RATING_NAMES.get(rating);
    return [
      ...(name ? [{ path, label: { ...about, dimension: "rating", label: name, place } }] : []),
      ...(isFlagged ? [{ path, label: { ...about, dimension: "flag", label: "flagged", place } }] : []),
    ];
  });
  const { finish_reason: reason } = solution.label;
  const place = { at: "run" } as const;
  const end = {
    path: "label.finish_reason",
    label: { ...about, dimension: "finish_reason", label: reason ?? "", place },
  };
  return reason ? [...rated, end] : rated;
}
