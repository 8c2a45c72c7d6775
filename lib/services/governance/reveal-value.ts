import { revealValue as contract } from "../../api/contract/governance.ts";
import { selectPlaces } from "../../db/finding-clusters.ts";
import { AppError } from "../../domain/errors.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { StepField } from "../../domain/record/step.ts";
import { bySlug } from "../authorize.ts";
import { readFieldRange } from "../text/read-step-text.ts";
import { runTexts } from "../text/run-text.ts";
import { command } from "../verb.ts";

const MAX_UNITS = 2000;

/** Shows a lead one found value. It answers only after the audit row of the look is committed, and never from a cache. */
export const revealValue = command({
  name: "reveal-value",
  access: { permission: "governance:judge", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "effect",
  async run({ ctx, input: { valueKey }, standing: { projectId }, tx }) {
    const [place] = await selectPlaces(tx, projectId, valueKey, 1);
    if (!place || place.field === null || place.start === null || place.end === null)
      throw new AppError("not_found", "This finding is about a step or a run as a whole; it has no text of its own.");
    const { trajectoryId, revisionId, ordinal, start } = place;
    const end = Math.min(place.end, start + MAX_UNITS);
    const isCut = end < place.end;
    const field = StepField.safeParse(place.field);
    const audit = { subject: valueKey, details: { trajectoryId, ordinal, field: place.field } };
    if (ordinal !== null && field.success) {
      const at = { ordinal, field: field.data, start, end };
      const { text } = await readFieldRange(ctx, { trajectoryId, revisionId }, at, { kind: "scanner" });
      return { reply: { text, isCut }, audit };
    }
    const { run } = await tx.trajectoryRevision.findUniqueOrThrow({
      where: { trajectoryId_id: { trajectoryId, id: revisionId } },
    });
    const text = runTexts(ParsedRun.parse(JSON.parse(run))).find(([name]) => name === place.field)?.[1] ?? "";
    return { reply: { text: text.slice(start, end), isCut }, audit };
  },
});
