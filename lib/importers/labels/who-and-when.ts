import { z } from "zod";
import { DECISIVE_ERROR, WHO_AND_WHEN } from "../../domain/labels/external/who-and-when.ts";
import { type LabelRecord, refused, type Said } from "./label-reader.ts";

const Mistake = z.object({
  mistake_agent: z.string(),
  /** The index in `history`, from 0; the data set writes it as a string. */
  mistake_step: z.union([z.string().regex(/^\d{1,9}$/), z.number()]).transform(Number),
  mistake_reason: z.string().nullish(),
  mistake_type: z.string().nullish().catch(null),
});

/**
 * The one label of a run of Who&When, which stands in the run's own file. Four files also say of what type the mistake
 * is, in words no list defines: they follow the reason.
 */
export function whoAndWhenMistake({ value, sha256 }: LabelRecord): Said[] {
  const mistake = Mistake.safeParse(value).data;
  if (!mistake)
    return [
      refused(
        "mistake_step",
        "this run does not say who made the mistake and at which entry",
        "It needs `mistake_agent` and `mistake_step`, an index from 0.",
      ),
    ];
  const { mistake_agent: agent, mistake_step: index, mistake_reason: reason, mistake_type: type } = mistake;
  const said = [reason, type ? `mistake_type: ${type}` : null].filter((words) => words);
  return [
    {
      path: "mistake_step",
      label: {
        run: { sha256 },
        author: "Who&When annotators",
        authorKind: "person",
        taxonomy: { id: WHO_AND_WHEN.id, version: WHO_AND_WHEN.semver },
        dimension: "failure",
        label: DECISIVE_ERROR,
        place: { at: "step", index, base: 0 },
        agent,
        isDecisive: true,
        reason: said.length === 0 ? undefined : said.join("\n\n"),
      },
    },
  ];
}
