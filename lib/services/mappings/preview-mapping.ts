import { type MappingPreview, type PreviewStep, previewMapping as contract } from "../../api/contract/mappings.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { roleValuesOf } from "../../importers/custom-mapping/guess-mapping.ts";
import { signatureOf } from "../../importers/custom-mapping/signature.ts";
import { tryMapping } from "../../importers/custom-mapping/try-mapping.ts";
import { HEAD_BYTES } from "../../importers/importer.ts";
import { bySlug } from "../authorize.ts";
import { query } from "../verb.ts";
import { maskedField, maskedText } from "./mask-sample.ts";
import { openWaiting } from "./waiting-file.ts";

const MAX_STEPS = 20;
/** Units of a field of a step, and of a fact of the run. */
const FIELD_UNITS = 2000;
const FACT_UNITS = 200;

/** What a draft makes of the beginning of a waiting file: its first steps, masked by the rules of the scan. */
export const previewMapping = query({
  name: "preview-mapping",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { fileId, mapping }, standing: { projectId } }): Promise<MappingPreview> {
    const { row, bytes, isWhole, head } = await openWaiting(ctx, projectId, fileId);
    const trial = await tryMapping(bytes, isWhole, head, mapping, { name: row.name, maxSteps: MAX_STEPS });
    const steps: PreviewStep[] = [];
    for (const step of trial.steps) steps.push(await previewStep(step));
    const { runCount, stepCount, failedRecords, problems } = trial;
    const roleValues = [];
    for (const value of roleValuesOf(head, mapping)) roleValues.push(await maskedText(value, FACT_UNITS));
    return {
      steps,
      run: trial.run && (await previewRun(trial.run)),
      runCount,
      stepCount,
      failedRecords,
      problems,
      roleValues,
      isPart: !isWhole,
      isRecognisable: signatureOf(bytes.subarray(0, HEAD_BYTES), mapping) !== null,
    };
  },
});

async function previewStep(step: ParsedStep): Promise<PreviewStep> {
  const { ordinal, kind, role, lane, isError, isErrorInferred, startedAt, tokensIn, tokensOut, text } = step;
  const [thought, action, observation, message] = [
    await maskedField(text.thought, FIELD_UNITS),
    await maskedField(text.action, FIELD_UNITS),
    await maskedField(text.observation, FIELD_UNITS),
    await maskedField(text.message, FIELD_UNITS),
  ];
  return {
    ordinal,
    kind,
    role,
    lane,
    target: await maskedText(step.target, FACT_UNITS),
    isError,
    isErrorInferred,
    startedAt,
    tokens: tokensIn === null && tokensOut === null ? null : (tokensIn ?? 0) + (tokensOut ?? 0),
    body: { ordinal, thought, action, observation, message },
  };
}

async function previewRun(run: ParsedRun): Promise<NonNullable<MappingPreview["run"]>> {
  const masked = async (text: string | null) => (text === null ? null : maskedText(text, FACT_UNITS));
  const lanes = [];
  for (const { name } of run.lanes) lanes.push(await maskedText(name, FACT_UNITS));
  return {
    runId: await masked(run.runId),
    title: await maskedText(run.task.title, FACT_UNITS),
    agent: await masked(run.agent),
    model: await masked(run.model),
    outcome: await masked(run.exitStatus),
    lanes,
    unknownRecords: run.unknownRecords,
  };
}
