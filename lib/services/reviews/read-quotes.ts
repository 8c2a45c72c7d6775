import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";
import type { Anchor } from "../../domain/labels/anchor.ts";
import { evidenceOf } from "../../domain/labels/mark-value.ts";
import type { MarkInput } from "../../domain/labels/mark.ts";
import type { Context } from "../context.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { MAX_RANGE_UNITS, readFieldRange } from "../text/read-step-text.ts";
import type { TextRef } from "../text/text-ref.ts";
import { sha256 } from "../verb.ts";

/** Units kept on either side of a marked text. */
const AROUND = 32;
/** What is marked, with what is kept around it, is read at once. */
const MAX_MARK_UNITS = MAX_RANGE_UNITS - 2 * AROUND;

type TextAnchor = Extract<Anchor, { target: "text" }>;

/** Text places with what stood there, by place. */
export class QuotedPlaces {
  readonly #quoted = new Map<string, TextAnchor>();

  add(anchor: TextAnchor): void {
    this.#quoted.set(keyOf(anchor), anchor);
  }

  has(anchor: TextAnchor): boolean {
    return this.#quoted.has(keyOf(anchor));
  }

  /** The place with its quote, where it is one of text. */
  with(anchor: Anchor): Anchor {
    return anchor.target === "text" ? (this.#quoted.get(keyOf(anchor)) ?? anchor) : anchor;
  }
}

/**
 * Reads what stands at every text place the marks name, so that a mark carried to another revision can be checked.
 * Refuses places outside their field. Prefix and suffix stay in the record.
 */
export async function readQuotes(
  ctx: Context,
  tx: Tx,
  ref: TextRef,
  marks: readonly Pick<MarkInput, "anchor" | "value">[],
): Promise<QuotedPlaces> {
  const quotes = new QuotedPlaces();
  for (const anchor of marks.flatMap((mark) => [mark.anchor, ...evidenceOf(mark.value)])) {
    if (anchor.target !== "text" || quotes.has(anchor)) continue;
    const { ordinal, field, start, end } = anchor;
    if (end - start > MAX_MARK_UNITS)
      throw new AppError(
        "invalid_input",
        `A marked text holds at most ${MAX_MARK_UNITS} characters; mark step ${ordinal + 1} as a whole instead.`,
      );
    const from = Math.max(0, start - AROUND);
    const range = { ordinal, field, start: from, end: end + AROUND };
    const { text, length } = await readFieldRange(ctx, ref, range, { kind: "scanner" }, tx);
    if (end > length)
      throw new AppError(
        "invalid_input",
        `The ${field} of step ${ordinal + 1} ends at ${length}; the mark ends at ${end}.`,
      );
    const quote = {
      sha256: sha256(text.slice(start - from, end - from)),
      // A cut may fall inside a pair, and the text may hold what no database takes: stand-ins of the same length do.
      prefix: toStorable(text.slice(0, start - from)).text,
      suffix: toStorable(text.slice(end - from)).text,
    };
    quotes.add({ ...anchor, quote });
  }
  return quotes;
}

function keyOf({ ordinal, field, start, end }: TextAnchor): string {
  return `${ordinal}.${field}.${start}.${end}`;
}
