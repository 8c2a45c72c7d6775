/** The steps that "this phase until here" labels: those after the last labelled one before `ordinal`, up to it. */
export function untilHere(phases: readonly (string | null)[], ordinal: number): number[] {
  let from = ordinal;
  while (from > 0 && (phases[from - 1] ?? null) === null) from -= 1;
  return Array.from({ length: ordinal - from + 1 }, (_, index) => from + index);
}
