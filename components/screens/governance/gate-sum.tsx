import { formatCount } from "@/components/ui/format";
import type { GateCounts } from "@/lib/api/contract/governance";
import { GATE_STATES, type GateState, GATE_WORDS } from "@/lib/domain/governance/clearance";

/** Every run is in exactly one state: "12 runs = 3 cleared + 9 needs review". Each part leads to its runs. */
export function GateSum({ gates, onChoose }: { gates: GateCounts; onChoose: (state: GateState) => void }) {
  const parts = GATE_STATES.toReversed().filter((state) => gates[state] > 0);
  const total = parts.reduce((sum, state) => sum + gates[state], 0);
  return (
    <p className="flex min-w-0 items-center gap-1 truncate text-small text-fg-2">
      <span>
        <b>{formatCount(total)}</b> {total === 1 ? "run" : "runs"}
        {parts.length > 0 ? " =" : ""}
      </span>
      {parts.map((state, at) => (
        <span key={state} className="flex items-center gap-1">
          {at > 0 ? <span aria-hidden>+</span> : null}
          <button
            type="button"
            onClick={() => onChoose(state)}
            className="rounded-control px-0.5 text-accent-ink hover:underline"
          >
            {formatCount(gates[state])}{" "}
            {state === "needs_review" && gates[state] !== 1 ? "need review" : GATE_WORDS[state]}
          </button>
        </span>
      ))}
    </p>
  );
}
