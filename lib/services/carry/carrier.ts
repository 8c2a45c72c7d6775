import type { Tx } from "../../db/client.ts";
import type { Anchor } from "../../domain/labels/anchor.ts";
import { type Citation, evidenceOf, type MarkValue } from "../../domain/labels/mark-value.ts";
import type { Found, Lost, UnmatchedReason } from "../../domain/labels/unmatched.ts";
import type { Context } from "../context.ts";
import { findWords, wordsOf } from "./find-words.ts";
import { StepMatches, type Passage } from "./match-steps.ts";
import { StepTexts } from "./step-texts.ts";

export type Placed = { anchor: Anchor; value: MarkValue };
type TextAnchor = Extract<Anchor, { target: "text" }>;

/** Every step a mark names, in its anchor and in what it says. */
export function ordinalsOf(anchor: Anchor, value: MarkValue | null): number[] {
  const decisive = value?.type === "failure" && value.decisiveOrdinal !== null ? [value.decisiveOrdinal] : [];
  return [...[anchor, ...evidenceOf(value)].flatMap(ordinalsIn), ...decisive];
}

function ordinalsIn(anchor: Anchor): number[] {
  switch (anchor.target) {
    case "trajectory":
    case "lane":
      return [];
    case "step":
    case "text":
      return [anchor.ordinal];
    case "range":
    case "link":
      return [anchor.from, anchor.to];
    case "gap":
      return [anchor.after, anchor.after + 1];
  }
}

/** Takes places of an older revision to a newer one, exactly or not at all. */
export class Carrier {
  readonly #texts: StepTexts;
  private constructor(
    ctx: Context,
    tx: Tx,
    readonly passage: Passage,
    private readonly steps: StepMatches,
    private readonly lanes: readonly (number | null)[],
  ) {
    this.#texts = new StepTexts(ctx, tx, passage.trajectoryId);
  }

  /** `ordinals`: the steps of the older revision that will be asked for. */
  static async open(ctx: Context, tx: Tx, passage: Passage, ordinals: Iterable<number>): Promise<Carrier> {
    const steps = await StepMatches.find(tx, passage, ordinals);
    return new Carrier(ctx, tx, passage, steps, await matchLanes(tx, passage));
  }

  /** A mark as a whole: its place, what it cites, the step and the agent it names. */
  async mark(anchor: Anchor, value: MarkValue): Promise<Found<Placed>> {
    const place = await this.anchor(anchor);
    if ("lost" in place) return place;
    const said = await this.value(value);
    if (said.left.length === 0) return { at: { anchor: place.at, value: said.value } };
    const candidates = ordinalsIn(place.at).slice(0, 1);
    return { lost: { reason: said.left[0] ?? "evidence_lost", candidates } };
  }

  /** What a mark says, without what has no place here; `left` says why for each thing left out. */
  async value(value: MarkValue): Promise<{ value: MarkValue; left: UnmatchedReason[] }> {
    if (value.type !== "failure" && value.type !== "cited") return { value, left: [] };
    const left: UnmatchedReason[] = [];
    const evidence: Citation[] = [];
    for (const citation of value.evidence) {
      const found = await this.anchor(citation);
      if ("at" in found) evidence.push(found.at);
      else left.push("evidence_lost");
    }
    if (value.type === "cited") return { value: { ...value, evidence }, left };
    const lane = value.lane === null ? null : (this.lanes[value.lane] ?? null);
    if (lane === null && value.lane !== null) left.push("lane_gone");
    const decisive = value.decisiveOrdinal === null ? null : this.steps.step(value.decisiveOrdinal);
    if (decisive && "lost" in decisive) left.push("evidence_lost");
    const decisiveOrdinal = decisive && "at" in decisive ? decisive.at : null;
    return { value: { ...value, lane, decisiveOrdinal, evidence }, left };
  }

  async anchor(anchor: Anchor): Promise<Found<Anchor>> {
    switch (anchor.target) {
      case "trajectory":
        return { at: anchor };
      case "lane": {
        const lane = this.lanes[anchor.lane] ?? null;
        return lane === null ? { lost: { reason: "lane_gone", candidates: [] } } : { at: { ...anchor, lane } };
      }
      case "step": {
        const found = this.steps.step(anchor.ordinal);
        return "lost" in found ? found : { at: { target: "step", ordinal: found.at } };
      }
      case "text":
        return this.text(anchor);
      case "range":
      case "link":
        return this.ends(anchor);
      case "gap":
        return this.gap(anchor.after);
    }
  }

  private ends(anchor: Extract<Anchor, { target: "range" | "link" }>): Found<Anchor> {
    const [from, to] = [this.steps.step(anchor.from), this.steps.step(anchor.to)];
    if ("lost" in from) return { lost: "at" in to ? { ...from.lost, candidates: [to.at] } : from.lost };
    if ("lost" in to) return { lost: { ...to.lost, candidates: [from.at] } };
    if (anchor.target === "range" && from.at > to.at) return { lost: { reason: "moved", candidates: [from.at] } };
    return { at: { ...anchor, from: from.at, to: to.at } };
  }

  /** A gap is between two steps: both must be there, and nothing else between them. */
  private gap(after: number): Found<Anchor> {
    const [before, behind] = [this.steps.step(after), this.steps.step(after + 1)];
    if ("lost" in before) return before;
    if ("lost" in behind || behind.at !== before.at + 1)
      return { lost: { reason: "content_changed", candidates: [before.at] } };
    return { at: { target: "gap", after: before.at } };
  }

  /** Words stay where their step is the same; in a step of the same bytes that says more or less they are looked for. */
  async text(anchor: TextAnchor): Promise<Found<Anchor>> {
    const { ordinal, field, start, end } = anchor;
    const step = this.steps.step(ordinal);
    if ("at" in step) return { at: { target: "text", ordinal: step.at, field, start, end } };
    const places = this.steps.samePlace(ordinal);
    if (places.length === 0) return step;
    const words = wordsOf(await this.#texts.field(this.passage.from, ordinal, field), anchor);
    const hits: TextAnchor[] = [];
    for (const to of places)
      for (const at of findWords(await this.#texts.field(this.passage.to, to, field), words))
        hits.push({ target: "text", ordinal: to, field, start: at, end: at + words.text.length });
    const [only, ...others] = hits;
    if (only && others.length === 0) return { at: only };
    const lost: Lost = only
      ? { reason: "ambiguous", candidates: [...new Set(hits.map((hit) => hit.ordinal))] }
      : { reason: "text_changed", candidates: places };
    return { lost };
  }
}

/** The lane of the newer revision for each of the older one; null where its name and role do not stand on both sides once. */
async function matchLanes(tx: Tx, { trajectoryId, from, to }: Passage): Promise<(number | null)[]> {
  const [old, now] = await Promise.all(
    [from, to].map((revisionId) =>
      tx.lane.findMany({ where: { trajectoryId, revisionId }, orderBy: { ordinal: "asc" } }),
    ),
  );
  const keyOf = ({ name, role }: { name: string; role: string }) => `${role}\n${name}`;
  return (old ?? []).map((lane) => {
    const isTwin = (old ?? []).some((other) => other !== lane && keyOf(other) === keyOf(lane));
    const [only, ...others] = (now ?? []).filter((other) => keyOf(other) === keyOf(lane));
    return only && others.length === 0 && !isTwin ? only.ordinal : null;
  });
}
