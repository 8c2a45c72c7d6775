import {
  type ExternalMark,
  type ExternalReview,
  listExternalLabels as contract,
} from "../../api/contract/annotations.ts";
import type { Mark } from "../../domain/labels/mark.ts";
import { findDimension, type Taxonomy } from "../../domain/labels/taxonomy.ts";
import { isAllowed } from "../../domain/roles.ts";
import { byTrajectory } from "../authorize.ts";
import { readTaxonomy } from "../reviews/read-taxonomy.ts";
import { standingMarks } from "../reviews/standing-marks.ts";
import { hiddenText, readerOf } from "../text/hidden-text.ts";
import { currentRevision } from "../trajectories/current-revision.ts";
import { query } from "../verb.ts";
import { REASON } from "./label-reason.ts";

/** Labels from elsewhere on the revision people see. Who labels blind is not sent what others said. */
export const listExternalLabels = query({
  name: "list-external-labels",
  access: { permission: "runs:read", locate: byTrajectory, thing: "run" },
  input: contract.input,
  async run({ ctx, input: { trajectoryId }, standing }): Promise<{ reviews: ExternalReview[] }> {
    const { projectId, role } = standing;
    if (role === "annotator") return { reviews: [] };
    const db = ctx.db.prisma;
    const { revisionId } = await currentRevision(ctx, trajectoryId);
    const reader = readerOf(ctx, standing);
    // Words of others may quote what is hidden in the run: then they are for those who judge it alone.
    const hidden = await hiddenText(db, { trajectoryId, revisionId }, reader);
    const showsWords =
      hidden.isEmpty || isAllowed(role, "governance:judge", ctx.actor.kind === "user" ? ctx.actor.scopes : null);
    const rows = await db.review.findMany({
      where: { trajectoryId, revisionId, kind: "external" },
      orderBy: [{ authorId: "asc" }, { round: "asc" }],
    });
    const reviews = rows.map(async ({ id, authorId, taxonomyVersionId, submittedAt, createdAt }) => {
      const { taxonomy } = await readTaxonomy(db, projectId, taxonomyVersionId);
      return {
        author: authorId.split(":").slice(2).join(":"),
        taxonomy: { id: taxonomy.id, semver: taxonomy.semver },
        savedAt: (submittedAt ?? createdAt).toISOString(),
        marks: viewMarks(taxonomy, await standingMarks(db, trajectoryId, id), showsWords),
      };
    });
    return { reviews: await Promise.all(reviews) };
  },
});

/** Marks with their names, each with its reason, in the order of the tape. */
function viewMarks(taxonomy: Taxonomy, marks: readonly Mark[], showsWords: boolean): ExternalMark[] {
  const placeOf = ({ anchor, variant }: Mark) => `${JSON.stringify(anchor)} ${variant ?? ""}`;
  const reasons = new Map(
    marks.flatMap((mark) =>
      mark.dimension === REASON && mark.value?.type === "text" ? [[placeOf(mark), mark.value.text]] : [],
    ),
  );
  return marks
    .flatMap((mark): ExternalMark[] => {
      if (mark.dimension === REASON || mark.value === null) return [];
      if (mark.value.type === "text" && !showsWords) return [];
      const { key, dimension: id, anchor, value } = mark;
      const dimension = findDimension(taxonomy, id);
      const labels = dimension && "labels" in dimension ? dimension.labels : [];
      const label = "label" in value ? labels.find((each) => each.id === value.label) : undefined;
      return [
        {
          key,
          dimension: dimension?.name ?? id,
          label: label?.name ?? ("label" in value ? value.label : null),
          definition: label?.definition ?? null,
          mapsTo: label?.mapsTo ?? {},
          value,
          anchor,
          reason: showsWords ? (reasons.get(placeOf(mark)) ?? null) : null,
        },
      ];
    })
    .toSorted((a, b) => firstStep(a) - firstStep(b));
}

function firstStep({ anchor }: ExternalMark): number {
  if (anchor.target === "step") return anchor.ordinal;
  return anchor.target === "range" ? anchor.from : -1;
}
