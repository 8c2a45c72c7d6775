import type { Tx } from "../../db/client.ts";
import { isAppError } from "../../domain/errors.ts";
import { MASK } from "../../domain/governance/redaction.ts";
import { type Anchor, ordinalRange } from "../../domain/labels/anchor.ts";
import { StepField } from "../../domain/record/step.ts";
import type { Standing } from "../authorize.ts";
import type { Context } from "../context.ts";
import { hiddenRanges, standingFindings } from "../governance/standing-findings.ts";
import { readerOf } from "../text/hidden-text.ts";
import { readFieldRange, readStepTexts } from "../text/read-step-text.ts";
import type { TextRef } from "../text/text-ref.ts";

/** Units of a hint, and what is read around it so that what is hidden at its edges is known whole. */
const HINT_UNITS = 200;
const MARGIN = 2000;
/** More hidden values than this are not looked for; then there is no hint. */
const MAX_VALUES = 200;
/** Shorter values stand everywhere by chance. */
const MIN_UNITS = 4;

/** What is hidden in the newest revision of a run; null where it cannot be told. */
type HiddenValues = readonly string[] | null;

/** Reads what stood at old places, for people: through the text door, and without what was hidden since. */
export class HintReader {
  readonly #values = new Map<string, Promise<HiddenValues>>();
  constructor(
    private readonly ctx: Context,
    private readonly standing: Standing,
  ) {}

  /** A line of the old place; null where it has no text or nothing of it may be shown. */
  async read(old: TextRef, anchor: Anchor, newest: TextRef): Promise<string | null> {
    const values = await this.valuesOf(newest);
    if (values === null) return null;
    try {
      const piece = await this.pieceAt(old, anchor);
      if (piece === null) return null;
      // The longest first: a shorter one may stand inside it.
      const masked = values.reduce((text, value) => text.replaceAll(value, MASK.repeat(value.length)), piece.text);
      return whole(masked.slice(piece.from, piece.from + HINT_UNITS));
    } catch (error) {
      // A revision that is still closed shows nothing; that is no fault of the list.
      if (isAppError(error)) return null;
      throw error;
    }
  }

  private async pieceAt(old: TextRef, anchor: Anchor): Promise<{ text: string; from: number } | null> {
    const reader = readerOf(this.ctx, this.standing);
    if (anchor.target === "text") {
      const { ordinal, field, start } = anchor;
      const first = Math.max(0, start - MARGIN);
      const range = { ordinal, field, start: first, end: start + HINT_UNITS + MARGIN };
      return { text: (await readFieldRange(this.ctx, old, range, reader)).text, from: start - first };
    }
    const ordinal = ordinalRange(anchor)?.from;
    if (ordinal === undefined) return null;
    const clampUnits = HINT_UNITS + MARGIN;
    const [step] = await readStepTexts(this.ctx, old, { from: ordinal, to: ordinal + 1 }, { clampUnits, reader });
    const text = (["action", "message", "thought", "observation"] as const)
      .map((field) => step?.[field]?.text ?? "")
      .find((each) => each.trim() !== "");
    return text === undefined ? null : { text, from: 0 };
  }

  private valuesOf(newest: TextRef): Promise<HiddenValues> {
    const known = this.#values.get(newest.trajectoryId);
    if (known) return known;
    const read = readHiddenValues(this.ctx, this.ctx.db.prisma, newest);
    this.#values.set(newest.trajectoryId, read);
    return read;
  }
}

async function readHiddenValues(ctx: Context, db: Tx, ref: TextRef): Promise<HiddenValues> {
  const values = new Map<string, string>();
  for (const { fieldKey, start, end, fingerprint } of hiddenRanges(await standingFindings(db, ref), ctx.actor.id)) {
    const [place = "", ...rest] = fieldKey.split(".");
    const field = StepField.safeParse(rest.join("."));
    if (values.has(fingerprint)) continue;
    // What is hidden in the run's own text, or too long or too short to be looked for, is not told from the rest.
    if (place === "run" || !field.success || values.size >= MAX_VALUES) return null;
    if (end - start > MARGIN || end - start < MIN_UNITS) return null;
    const range = { ordinal: Number(place), field: field.data, start, end };
    values.set(fingerprint, (await readFieldRange(ctx, ref, range, { kind: "scanner" }, db)).text);
  }
  return [...values.values()].toSorted((a, b) => b.length - a.length);
}

/** Never half a surrogate pair at its end. */
function whole(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
