import { StepField } from "@/lib/domain/record/step";

/** A stretch of one field of one step, half-open, in UTF-16 units of the field. */
export type TextPlace = { ordinal: number; field: StepField; start: number; end: number };

/**
 * The place a selection stands for. It belongs to the zone it began in and ends with it; text that is shown whole or
 * not at all (a token, a hidden range) is taken whole. Null where nothing of a run's own text is selected.
 */
export function selectedPlace(selection: Selection | null): TextPlace | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const zone = zoneOf(selection.anchorNode) ?? zoneOf(selection.focusNode);
  if (!zone) return null;
  const field = StepField.safeParse(zone.dataset.field);
  const ordinal = Number(zone.closest<HTMLElement>("[data-step]")?.dataset.step ?? Number.NaN);
  if (!field.success || !Number.isInteger(ordinal)) return null;
  const range = selection.getRangeAt(0);
  const pieces = [...zone.querySelectorAll<HTMLElement>("[data-start]")].filter((piece) => range.intersectsNode(piece));
  const offsets = pieces.flatMap((piece) => coveredBy(range, piece));
  const start = Math.min(...offsets.map(([from]) => from));
  const end = Math.max(...offsets.map(([, to]) => to));
  return offsets.length > 0 && start < end ? { ordinal, field: field.data, start, end } : null;
}

/** The zone of a field that a node stands in. */
export function zoneOf(node: Node | null): HTMLElement | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  return element?.closest<HTMLElement>("[data-field]") ?? null;
}

function coveredBy(range: Range, piece: HTMLElement): [number, number][] {
  const from = Number(piece.dataset.start);
  const to = Number(piece.dataset.end);
  const text = piece.firstChild;
  if (piece.dataset.whole !== undefined || !text) return touches(range, piece) ? [[from, to]] : [];
  const start = range.startContainer === text ? from + range.startOffset : from;
  const end = range.endContainer === text ? from + range.endOffset : to;
  return start < end ? [[start, end]] : [];
}

/** `intersectsNode` also holds where the range only ends at the node's edge. */
function touches(range: Range, piece: HTMLElement): boolean {
  const own = document.createRange();
  own.selectNodeContents(piece);
  return (
    range.compareBoundaryPoints(Range.END_TO_START, own) < 0 && range.compareBoundaryPoints(Range.START_TO_END, own) > 0
  );
}
