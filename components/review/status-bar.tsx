"use client";
import { KeyCap } from "@/components/ui/key-cap";
import { useDelayed } from "@/components/ui/use-delayed";
import { followers, type KeyState } from "@/lib/domain/keys/key-machine";
import { keyLines } from "@/lib/domain/keys/key-table";

const HINTS = keyLines(true);

/** The mode and the keys that act now; inside a chord, what may follow. */
export function StatusBar({
  isSelecting,
  state,
  areSingleKeysOff,
  onOpenKeys,
}: {
  isSelecting: boolean;
  state: KeyState;
  areSingleKeysOff: boolean;
  onOpenKeys: () => void;
}) {
  const isInChord = useDelayed(state.chord.length > 0, 250);
  return (
    <footer className="flex h-7 shrink-0 items-center gap-4 overflow-hidden whitespace-nowrap border-t border-line bg-bg px-3 text-micro text-fg-3">
      <b className="tracking-wider text-accent-ink">{isSelecting ? "SEL" : areSingleKeysOff ? "TAB" : "NAV"}</b>
      {isSelecting ? (
        <span role="status" className="flex items-center gap-1">
          <KeyCap>←</KeyCap>
          <KeyCap>→</KeyCap> word <KeyCap>↑</KeyCap>
          <KeyCap>↓</KeyCap> line, with <KeyCap>Shift</KeyCap> extend, <KeyCap>Tab</KeyCap> next part,{" "}
          <KeyCap>v</KeyCap>
          cite, <KeyCap>G</KeyCap> must not leave, <KeyCap>Esc</KeyCap> leave
        </span>
      ) : isInChord ? (
        <span role="status" className="flex items-center gap-1">
          {state.chord.map((key) => (
            <KeyCap key={key}>{key}</KeyCap>
          ))}
          then
          {followers(state).map(({ key }) => (
            <KeyCap key={key}>{key}</KeyCap>
          ))}
          {followers(state)[0]?.words}
        </span>
      ) : areSingleKeysOff ? (
        <span>single keys are off</span>
      ) : (
        // What does not fit wraps out of sight as a whole.
        <span className="flex h-7 min-w-0 grow flex-wrap gap-x-4 overflow-hidden">
          {HINTS.map(({ words, shown }) => (
            <span key={words} className="flex h-7 items-center gap-1">
              {shown.map((key, index) => (
                <KeyCap key={`${key}-${index}`}>{key}</KeyCap>
              ))}
              {words}
            </span>
          ))}
        </span>
      )}
      <button
        type="button"
        onClick={onOpenKeys}
        className="ml-auto flex h-6 shrink-0 items-center gap-1 rounded-control"
      >
        <KeyCap>?</KeyCap> all keys
      </button>
    </footer>
  );
}
