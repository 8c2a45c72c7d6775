import { DEFAULT_TAXONOMY, PHASE } from "@/lib/domain/labels/default-taxonomy";
import { findDimension } from "@/lib/domain/labels/taxonomy";

const phase = findDimension(DEFAULT_TAXONOMY, PHASE);
const PHASES = phase?.valueType === "label" ? phase.labels : [];

/** The phases of a run as a strip of cells, 88 x 12; a dotted line where nothing is labelled yet. */
export function PhaseStrip({ phases }: { phases: readonly number[] }) {
  if (phases.length === 0)
    return (
      <span
        aria-label="No phase labels"
        role="img"
        className="inline-block h-3 w-22 border-b border-dotted border-line-strong align-middle"
      />
    );
  return (
    <span
      role="img"
      aria-label={describe(phases)}
      title={describe(phases)}
      className="inline-flex h-3 w-22 gap-px align-middle"
    >
      {phases.map((index, cell) => (
        <span
          key={`cell-${cell}`}
          data-phase={PHASES[index]?.id}
          className={index < 0 ? "grow self-center border-b border-dotted border-line-strong" : "grow bg-(--phase)"}
        />
      ))}
    </span>
  );
}

function describe(phases: readonly number[]): string {
  const named = PHASES.map(({ name }, index) => ({
    name,
    count: phases.filter((cell) => cell === index).length,
  })).filter(({ count }) => count > 0);
  return named.map(({ name, count }) => `${name} ${count}`).join(", ");
}
