import type { Segment, SegmentLine } from "@/lib/domain/text/segments";

export type Range = { start: number; end: number };
export type NamedRange = Range & { placeholder: string };

/** What is drawn over the text of a field: hidden ranges, cited ones, and one's own marks that others do not see. */
export type Decor = { masks: readonly NamedRange[]; cited: readonly Range[]; own: readonly Range[] };

export const NO_DECOR: Decor = { masks: [], cited: [], own: [] };

/** A piece of a line: a segment or a part of one, with what is drawn over it. `end` is in units of the field. */
export type LinePiece = Omit<Segment, "kind"> & {
  kind: Segment["kind"] | "mask";
  isCited: boolean;
  isOwn: boolean;
  title?: string;
};

/** A line's segments cut where something drawn over them begins or ends. A hidden range is one piece a line. */
export function linePieces({ segments }: SegmentLine, { masks, cited, own }: Decor): LinePiece[] {
  const ranges = [...masks, ...cited, ...own];
  return segments.flatMap((segment): LinePiece[] => {
    if (segment.kind !== "text" || ranges.every((range) => range.end <= segment.start || range.start >= segment.end))
      return [{ ...segment, isCited: isWithin(cited, segment), isOwn: isWithin(own, segment) }];
    const inner = ranges
      .flatMap(({ start, end }) => [start, end])
      .filter((at) => at > segment.start && at < segment.end);
    const cuts = [...new Set([segment.start, ...inner, segment.end])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((start, at) => {
      const range = { start, end: cuts[at + 1] ?? segment.end };
      const mask = masks.find((each) => each.start <= range.start && range.end <= each.end);
      const facts = { ...range, isCited: isWithin(cited, range), isOwn: isWithin(own, range) };
      if (mask)
        return {
          ...facts,
          kind: "mask",
          text: mask.start >= range.start ? mask.placeholder.replace(/^<|>$/g, "") : "…",
          title: `hidden, ${mask.end - mask.start} characters`,
        };
      const text = segment.text.slice(range.start - segment.start, range.end - segment.start);
      return { ...facts, kind: "text", text, ...(segment.style ? { style: segment.style } : {}) };
    });
  });
}

function isWithin(ranges: readonly Range[], { start, end }: Range): boolean {
  return ranges.some((range) => range.start <= start && end <= range.end);
}
