/** Most cells of a phase strip. */
const MAX_BINS = 96;

/**
 * Phase labels of a run as cells of a strip: one cell a step up to 96 steps, else bins that show their first labelled
 * step. Cells are indexes into `labels`, -1 where nothing is said; a run without labels has no cells.
 */
export function binPhases(
  marks: readonly { ordinal: number; label: string }[],
  stepCount: number,
  labels: readonly string[],
): number[] {
  if (marks.length === 0) return [];
  const bins = Math.min(MAX_BINS, stepCount);
  const cells = Array.from({ length: bins }, () => -1);
  for (const { ordinal, label } of [...marks].sort((a, b) => b.ordinal - a.ordinal)) {
    cells[Math.min(bins - 1, Math.floor((ordinal * bins) / stepCount))] = labels.indexOf(label);
  }
  return cells;
}
