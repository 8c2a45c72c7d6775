import { clsx } from "clsx";
import { DEFAULT_TAXONOMY, PHASE } from "@/lib/domain/labels/default-taxonomy";
import { findDimension } from "@/lib/domain/labels/taxonomy";

const phase = findDimension(DEFAULT_TAXONOMY, PHASE);
const CODES = new Map(
  phase?.valueType === "label" ? phase.labels.map(({ id, code, name }) => [id, { code: code ?? "??", name }]) : [],
);

/** A phase as two letters on its tint with a solid edge; a dash where nobody said one. Never colour alone. */
export function PhaseTile({ phaseId }: { phaseId: string | null }) {
  const known = phaseId === null ? null : (CODES.get(phaseId) ?? { code: phaseId.slice(0, 2), name: phaseId });
  return (
    <span
      data-phase={phaseId ?? undefined}
      title={known?.name ?? "no phase label"}
      className={clsx(
        "inline-flex h-4 w-6 shrink-0 items-center justify-center rounded-tile text-micro font-semibold",
        known ? "border-l-4 border-(--phase) bg-(--phase-soft) text-(--phase-ink)" : "border border-line text-fg-3",
      )}
    >
      {known ? known.code : "–"}
    </span>
  );
}
