import { type DatasetPreview, previewDataset as contract } from "../../api/contract/datasets.ts";
import type { DatasetQuery, Exclusion } from "../../domain/datasets/dataset-query.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { type Candidate, exclusionOf, selectCandidates, viewCandidate } from "./candidates.ts";

/** Runs shown of each kind. */
const SHOWN = 200;

/** What a filter would freeze now, and what stays out and why. */
export const previewDataset = query({
  name: "preview-dataset",
  access: { permission: "exports:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { project: _project, ...asked }, standing: { projectId } }): Promise<DatasetPreview> {
    const split = splitCandidates(await selectCandidates(ctx.db.prisma, projectId, asked), asked);
    return {
      matched: split.chosen.length + split.out.length,
      selected: split.chosen.length,
      steps: split.chosen.reduce((sum, { stepCount }) => sum + stepCount, 0),
      excluded: split.excluded,
      runs: split.chosen.slice(0, SHOWN).map(viewCandidate),
      out: split.out.slice(0, SHOWN).map(({ run, reason }) => ({ ...viewCandidate(run), reason })),
    };
  },
});

export type Split = {
  chosen: Candidate[];
  out: { run: Candidate; reason: Exclusion }[];
  excluded: Partial<Record<Exclusion, number>>;
};

/** Candidates into those that go in and those that stay out, counted by reason. */
export function splitCandidates(candidates: readonly Candidate[], filter: DatasetQuery): Split {
  const split: Split = { chosen: [], out: [], excluded: {} };
  for (const run of candidates) {
    const reason = exclusionOf(run, filter);
    if (reason === null) split.chosen.push(run);
    else {
      split.out.push({ run, reason });
      split.excluded[reason] = (split.excluded[reason] ?? 0) + 1;
    }
  }
  return split;
}
