import { hash } from "node:crypto";
import { type CopyValue, copyTextOfJson } from "../../db/copy-rows.ts";
import { STEP_FIELDS, type ParsedStep } from "../../domain/record/step.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { FileStore } from "../../files/file-store.ts";
import { SPILL_BYTES, storeText } from "../text/store-text.ts";

/** The most bytes a UTF-16 unit takes in UTF-8. */
const MAX_UNIT_BYTES = 3;

/** What COPY takes for one step, without the key: the values of `Step` and of `StepBody`. */
export type StepColumns = { step: CopyValue[]; body: CopyValue[] };

/**
 * The columns of a step. Each text is quoted as JSON once, natively: that is what the content's hash is made of, and nearly
 * always what COPY takes. Text that no column can hold as it is, or that is too long for a row, goes the long way.
 */
export async function stepColumns(files: FileStore, projectId: string, step: ParsedStep): Promise<StepColumns> {
  const quoted = quotedTexts(step);
  return {
    step: factColumns(step, contentSha256(step, quoted)),
    body: plainTexts(step, quoted) ?? (await longWay(files, projectId, step)),
  };
}

function quotedTexts(step: ParsedStep): string[] {
  return STEP_FIELDS.map((field) => JSON.stringify(step.text[field]));
}

function plainTexts(step: ParsedStep, quoted: readonly string[]): CopyValue[] | null {
  const texts: CopyValue[] = [];
  for (const [at, field] of STEP_FIELDS.entries()) {
    const text = step.text[field];
    if (text !== null && text.length * MAX_UNIT_BYTES > SPILL_BYTES) return null;
    const copyText = text === null ? null : copyTextOfJson(quoted[at] ?? "");
    if (text !== null && copyText === null) return null;
    texts.push(copyText);
  }
  return [...texts, null, null];
}

async function longWay(files: FileStore, projectId: string, step: ParsedStep): Promise<CopyValue[]> {
  const stored = await storeText(files, projectId, step);
  return [...STEP_FIELDS.map((field) => stored.texts[field]), json(stored.standIns), json(stored.spills)];
}

/** What a step says, independent of where it stands: marks are carried by it. */
export function contentSha256(step: ParsedStep, quoted = quotedTexts(step)): string {
  return hash("sha256", `[${JSON.stringify(step.role)},${JSON.stringify(step.kind)},${quoted.join(",")}]`);
}

/** The values of `Step` behind the key. */
export function factColumns(step: ParsedStep, sha256: string): CopyValue[] {
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
    sha256,
  ];
}

function json(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
