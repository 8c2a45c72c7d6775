import type { Tx } from "../../db/client.ts";
import type { Finding } from "../../db/generated/client.ts";
import { FindingKind, KIND_FACTS } from "../../domain/governance/finding.ts";
import type { Found, Lost } from "../../domain/labels/unmatched.ts";
import { ParsedRun } from "../../domain/record/run.ts";
import { StepField } from "../../domain/record/step.ts";
import type { Context } from "../context.ts";
import { findCopies, type TextPlace } from "../text/find-copies.ts";
import { runTexts } from "../text/run-text.ts";
import { Carrier } from "./carrier.ts";
import { findWords, wordsOf } from "./find-words.ts";
import type { Passage } from "./match-steps.ts";
import { StepTexts } from "./step-texts.ts";

/** One mark of a person: its own place and the copies of its value. */
export type PersonMark = { markId: string; rows: Finding[] };

type Place = Pick<Finding, "ordinal" | "field" | "start" | "end">;

/** The marks that people made on a revision and did not take back, or one of them. */
export async function personMarks(tx: Tx, { trajectoryId, from }: Passage, markId?: string): Promise<PersonMark[]> {
  const rows = await tx.finding.findMany({
    where: { trajectoryId, revisionId: from, source: "person", takenBackAt: null },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const marks = new Map<string, Finding[]>();
  for (const row of rows) marks.set(row.markId ?? row.id, [...(marks.get(row.markId ?? row.id) ?? []), row]);
  return [...marks].flatMap(([id, each]) =>
    markId === undefined || markId === id ? [{ markId: id, rows: each }] : [],
  );
}

/**
 * Carries what people said must not leave. A mark is about a value: where its kind hides text, every place of the value
 * in the newer revision is hidden, as when it was made. A value that stands nowhere any more leaves the mark without a
 * place, and the run shut until somebody has looked.
 */
export async function carryFindings(
  tx: Tx,
  ctx: Context,
  passage: Passage,
  marks: readonly PersonMark[],
): Promise<{ carried: string[]; homeless: { mark: PersonMark; lost: Lost }[] }> {
  const rows = marks.flatMap((mark) => mark.rows);
  const ordinals = rows.flatMap(({ ordinal }) => (ordinal === null ? [] : [ordinal]));
  const mover = new FindingMover(ctx, tx, await Carrier.open(ctx, tx, passage, ordinals));
  const carried: string[] = [];
  const homeless: { mark: PersonMark; lost: Lost }[] = [];
  for (const mark of marks) {
    const { places, lost } = await mover.move(mark);
    await writeFindings(tx, ctx, passage, places);
    if (lost) homeless.push({ mark, lost });
    else carried.push(mark.markId);
  }
  return { carried, homeless };
}

type Moved = { row: Finding; place: Place };

/** The same finding at other places of another revision: author, time, value and kind stay. */
export async function writeFindings(tx: Tx, ctx: Context, { to }: Pick<Passage, "to">, places: Moved[]): Promise<void> {
  const markId = ctx.newId();
  const seen = new Set<string>();
  const fresh = places.filter(({ place: { ordinal, field, start, end } }) => {
    const key = [ordinal, field, start, end].join(".");
    return seen.has(key) ? false : (seen.add(key), true);
  });
  await tx.finding.createMany({
    data: fresh.map(({ row: { id: carriedFromId, takenBackAt: _open, note, ...row }, place }, at) => ({
      ...row,
      ...place,
      id: ctx.newId(),
      revisionId: to,
      markId,
      note: at === 0 ? (places.find((each) => each.row.note !== null)?.row.note ?? note) : null,
      carriedFromId,
    })),
  });
}

class FindingMover {
  readonly #texts: StepTexts;
  constructor(
    private readonly ctx: Context,
    private readonly tx: Tx,
    private readonly carrier: Carrier,
  ) {
    this.#texts = new StepTexts(ctx, tx, carrier.passage.trajectoryId);
  }

  async move({ rows }: PersonMark): Promise<{ places: Moved[]; lost: Lost | null }> {
    const places: Moved[] = [];
    let lost: Lost | null = null;
    for (const valueKey of new Set(rows.map((row) => row.valueKey))) {
      const ofValue = rows.filter((row) => row.valueKey === valueKey);
      const before = places.length;
      let why: Lost | null = null;
      for (const row of ofValue) {
        const found = await this.placeOf(row);
        if ("at" in found) places.push({ row, place: found.at });
        else why ??= found.lost;
      }
      const [first] = ofValue;
      if (first) for (const place of await this.copiesOf(first)) places.push({ row: first, place });
      if (places.length === before) lost ??= why;
    }
    return { places, lost };
  }

  private async placeOf(row: Finding): Promise<Found<Place>> {
    const { ordinal, field, start, end } = row;
    if (ordinal === null) return this.placeInRun(row);
    const words = StepField.safeParse(field);
    if (!words.success || start === null || end === null) {
      const step = await this.carrier.anchor({ target: "step", ordinal });
      if ("lost" in step || step.at.target !== "step") return "lost" in step ? step : GONE;
      return { at: { ordinal: step.at.ordinal, field: null, start: null, end: null } };
    }
    const text = await this.carrier.text({ target: "text", ordinal, field: words.data, start, end });
    if ("lost" in text || text.at.target !== "text") return "lost" in text ? text : GONE;
    return { at: { ordinal: text.at.ordinal, field: text.at.field, start: text.at.start, end: text.at.end } };
  }

  private async placeInRun({ field, start, end }: Finding): Promise<Found<Place>> {
    if (field === null || start === null || end === null)
      return { at: { ordinal: null, field: null, start: null, end: null } };
    const { from, to } = this.carrier.passage;
    const words = wordsOf(await this.runText(from, field), { start, end });
    const [only, ...others] = findWords(await this.runText(to, field), words);
    if (only === undefined) return { lost: { reason: "text_changed", candidates: [] } };
    if (others.length > 0) return { lost: { reason: "ambiguous", candidates: [] } };
    return { at: { ordinal: null, field, start: only, end: only + words.text.length } };
  }

  /** Every place of the value in the newer revision, where its kind hides text. */
  private async copiesOf({ kind, ordinal, field, start, end }: Finding): Promise<TextPlace[]> {
    if (!KIND_FACTS[FindingKind.parse(kind)].isMasked || field === null || start === null || end === null) return [];
    const { trajectoryId, from, to } = this.carrier.passage;
    const step = StepField.safeParse(field);
    const text =
      ordinal !== null && step.success
        ? await this.#texts.field(from, ordinal, step.data)
        : await this.runText(from, field);
    return findCopies(this.ctx, this.tx, { trajectoryId, revisionId: to }, (text ?? "").slice(start, end));
  }

  private async runText(revisionId: string, field: string): Promise<string | null> {
    const { trajectoryId } = this.carrier.passage;
    const { run } = await this.tx.trajectoryRevision.findUniqueOrThrow({
      where: { trajectoryId_id: { trajectoryId, id: revisionId } },
    });
    return runTexts(ParsedRun.parse(JSON.parse(run))).find(([name]) => name === field)?.[1] ?? null;
  }
}

const GONE = { lost: { reason: "step_gone", candidates: [] } } as const;
