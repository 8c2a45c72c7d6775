import { COPY_COLUMNS, type CopyValue } from "../../db/copy.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { STEP_FIELDS, type ParsedStep } from "../../domain/record/step.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { FileStore } from "../../files/file-store.ts";
import { storeText } from "../text/store-text.ts";
import { sha256 } from "../verb.ts";

export type StepPlace = { trajectoryId: string; revisionId: string; projectId: string };

/** A step as its two rows, in the order of COPY_COLUMNS; `plain` is the step as columns can hold it, `units` its size in UTF-16. */
export type StepRows = { plain: ParsedStep; step: CopyValue[]; body: CopyValue[]; units: number };

/** Makes the rows of a step; long fields are spilled to files on the way. */
export async function stepRows(files: FileStore, place: StepPlace, step: ParsedStep): Promise<StepRows> {
  const stored = await storeText(files, place.projectId, step);
  const key = [place.trajectoryId, place.revisionId, step.ordinal, place.projectId] as const;
  const plain: ParsedStep = { ...step, target: toStorable(step.target).text };
  return {
    plain,
    step: [...key, ...stepColumns(plain, contentSha256(step))],
    body: [...key, ...STEP_FIELDS.map((field) => stored.texts[field]), json(stored.standIns), json(stored.spills)],
    units: STEP_FIELDS.reduce((sum, field) => sum + (stored.texts[field]?.length ?? 0), 0),
  };
}

/** The same rows for a few steps inside a transaction, where COPY cannot go. */
export function insertable(rows: readonly StepRows[]): {
  steps: Prisma.StepCreateManyInput[];
  bodies: Prisma.StepBodyCreateManyInput[];
} {
  return {
    steps: rows.map(({ step }) => named<Prisma.StepCreateManyInput>(COPY_COLUMNS.Step, step)),
    bodies: rows.map(({ body }) => {
      const row = named<Prisma.StepBodyCreateManyInput>(COPY_COLUMNS.StepBody, body.slice(0, -2));
      const [standIns, spills] = body.slice(-2).map((text) => (text === null ? undefined : JSON.parse(String(text))));
      return { ...row, ...(standIns === undefined ? {} : { standIns }), ...(spills === undefined ? {} : { spills }) };
    }),
  };
}

/** Values under the names of their columns; a test holds COPY_COLUMNS to the real table, so the row has its type. */
function named<Row>(columns: readonly string[], values: readonly CopyValue[]): Row {
  return Object.fromEntries(values.map((value, at) => [columns[at] ?? "", value])) as Row;
}

function stepColumns(step: ParsedStep, sha: string): CopyValue[] {
  return [
    step.turn,
    step.callOrdinal,
    step.lane,
    step.parentOrdinal,
    step.kind,
    step.role,
    step.isAction,
    step.actionType === null ? null : toStorable(step.actionType).text,
    step.target,
    step.isError,
    step.isErrorInferred,
    step.exitCode,
    step.durationMs,
    step.tokensIn,
    step.tokensOut,
    step.costUsd,
    step.startedAt,
    step.sourceIndex,
    toStorable(step.sourcePointer.path).text,
    step.sourcePointer.byteStart,
    step.sourcePointer.byteEnd,
    sha,
  ];
}

/** What a step says, independent of where it stands: marks are carried by it. */
function contentSha256(step: ParsedStep): string {
  return sha256(JSON.stringify([step.role, step.kind, ...STEP_FIELDS.map((field) => step.text[field])]));
}

function json(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
