"use client";
import { KeyCap } from "@/components/ui/key-cap";
import { useDelayed } from "@/components/ui/use-delayed";
import { followers, type KeyState } from "@/lib/domain/keys/key-machine";
import type { Command } from "@/lib/domain/keys/key-table";

type Props = { state: KeyState; nameOf: (command: Command) => string | null };

/** Inside a chord whose next keys each mean a thing of their own, their names in two columns, after a moment. */
export function ChordHints({ state, nameOf }: Props) {
  const isShown = useDelayed(state.chord.length > 0, 250);
  const named = followers(state).map((each) => ({ ...each, name: nameOf(each.command) ?? each.words }));
  if (!isShown || named.length < 2 || new Set(named.map(({ name }) => name)).size === 1) return null;
  return (
    <div
      role="status"
      aria-label={`Keys after ${state.chord.join(" ")}`}
      className="fixed bottom-9 left-1/2 z-30 grid max-h-[60vh] -translate-x-1/2 grid-flow-row grid-cols-2 gap-x-6 overflow-auto rounded-panel border border-line bg-raised p-3 text-small shadow-2"
    >
      {named.map(({ key, name }) => (
        <span key={key} className="flex h-6 items-center gap-2">
          <KeyCap>{key}</KeyCap> {name}
        </span>
      ))}
    </div>
  );
}
