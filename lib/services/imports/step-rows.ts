import { COPY_COLUMNS } from "../../db/copy.ts";
import type { CopyValue } from "../../db/copy-rows.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { STEP_FIELDS, type ParsedStep } from "../../domain/record/step.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { FileStore } from "../../files/file-store.ts";
import { storeText } from "../text/store-text.ts";
import { contentSha256, factColumns } from "./step-columns.ts";

export type StepPlace = { trajectoryId: string; revisionId: string; projectId: string };

/** A step as the rows of a few, inside a transaction, where COPY cannot go; `plain` is the step as columns can hold it. */
export type StepRows = { plain: ParsedStep; step: Prisma.StepCreateManyInput; body: Prisma.StepBodyCreateManyInput };

/** Makes the rows of a step; long fields are spilled to files on the way. */
export async function stepRows(files: FileStore, place: StepPlace, step: ParsedStep): Promise<StepRows> {
  const { trajectoryId, revisionId, projectId } = place;
  const plain: ParsedStep = { ...step, target: toStorable(step.target).text };
  const { texts, standIns, spills } = await storeText(files, projectId, step);
  const key = [trajectoryId, revisionId, step.ordinal, projectId];
  const body = [...key, ...STEP_FIELDS.map((field) => texts[field])];
  const json = {
    ...(standIns ? { standIns: plainJson(standIns) } : {}),
    ...(spills ? { spills: plainJson(spills) } : {}),
  };
  return {
    plain,
    step: named<Prisma.StepCreateManyInput>(COPY_COLUMNS.Step, [...key, ...factColumns(plain, contentSha256(step))]),
    body: { ...named<Prisma.StepBodyCreateManyInput>(COPY_COLUMNS.StepBody, body), ...json },
  };
}

/** Values under the names of their columns; a test holds COPY_COLUMNS to the real table, so the row has its type. */
function named<Row>(columns: readonly string[], values: readonly CopyValue[]): Row {
  return Object.fromEntries(values.map((value, at) => [columns[at] ?? "", value])) as Row;
}

/** Data of ours as the client takes JSON. */
function plainJson(value: object): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(value));
}
