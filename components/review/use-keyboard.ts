"use client";
import { useEffect, useEffectEvent, useState } from "react";
import { type KeyState, NO_CHORD, pressKey } from "@/lib/domain/keys/key-machine";
import type { Command } from "@/lib/domain/keys/key-table";

const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]";
const CONTROL = "button, a[href], [role=radio], [role=checkbox], summary";

/** Listens to the keys of the page and hands over what they ask for. Layers that are open keep their keys. */
export function useKeyboard({
  onCommand,
  isEnabled,
  areSingleKeysOff,
}: {
  onCommand: (command: Command) => void;
  isEnabled: boolean;
  areSingleKeysOff: boolean;
}): KeyState {
  const [state, setState] = useState<KeyState>(NO_CHORD);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const facts = {
      key: event.key,
      hasModifier: event.ctrlKey || event.metaKey || event.altKey,
      isCtrlOrMeta: event.ctrlKey || event.metaKey,
      isTyping: target?.matches(TYPING) ?? false,
      isOnControl: target?.matches(CONTROL) ?? false,
      isRepeat: event.repeat,
    };
    const result = pressKey(state, facts, areSingleKeysOff);
    // Esc on a control gives the keys back to the page.
    if (event.key === "Escape" && (facts.isOnControl || facts.isTyping)) target?.blur();
    if (result.isHandled) event.preventDefault();
    if (result.state !== state) setState(result.state);
    if (result.command) onCommand(result.command);
  });
  useEffect(() => {
    if (!isEnabled) return;
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [isEnabled]);
  return state;
}
