import { type Binding, type Command, KEY_TABLE } from "./key-table.ts";

/** Keys pressed so far of a chord; empty between chords. */
export type KeyState = { chord: readonly string[] };

export const NO_CHORD: KeyState = { chord: [] };

/** What is known of one key press, without the DOM. */
export type KeyFacts = {
  key: string;
  /** Ctrl, Cmd or Alt is down. */
  hasModifier: boolean;
  isCtrlOrMeta: boolean;
  /** Text has focus: FIELD mode. */
  isTyping: boolean;
  /** A button, link or radio has focus, to which Enter and Space belong. */
  isOnControl: boolean;
  isRepeat: boolean;
};

export type KeyResult = { state: KeyState; command: Command | null; isHandled: boolean };

const PASS: KeyResult = { state: NO_CHORD, command: null, isHandled: false };

/**
 * Reads one key. In FIELD mode and while single keys are switched off no bare key acts; Ctrl or Cmd with Enter submits
 * everywhere. A wrong key or Esc ends a chord without acting.
 */
export function pressKey(state: KeyState, key: KeyFacts, areSingleKeysOff = false): KeyResult {
  if (key.isCtrlOrMeta && key.key === "Enter") return { state: NO_CHORD, command: { type: "submit" }, isHandled: true };
  if (key.hasModifier || key.isTyping || areSingleKeysOff) return PASS;
  if (key.key === "Shift") return { state, command: null, isHandled: false };
  if (key.key === "Escape") return { state: NO_CHORD, command: null, isHandled: state.chord.length > 0 };
  if (state.chord.length === 0 && belongsToControl(key)) return PASS;
  const pressed = [...state.chord, key.key];
  const candidates = KEY_TABLE.filter(({ keys }) => pressed.every((part, index) => keys[index] === part));
  const exact = candidates.find(({ keys }) => keys.length === pressed.length);
  if (exact) return act(exact, key);
  if (candidates.length > 0) return { state: { chord: pressed }, command: null, isHandled: true };
  return { ...PASS, isHandled: state.chord.length > 0 };
}

function act(binding: Binding, key: KeyFacts): KeyResult {
  const command = key.isRepeat && !binding.isRepeatable ? null : binding.command;
  return { state: NO_CHORD, command, isHandled: true };
}

/** Enter presses the focused button; arrows move inside a radio group; Tab leaves a control for the next one. */
function belongsToControl({ key, isOnControl }: KeyFacts): boolean {
  return isOnControl && (key === "Enter" || key === " " || key === "Tab" || key.startsWith("Arrow"));
}

/** What may follow a chord, for the hint beside it. */
export function followers(state: KeyState): { key: string; words: string; command: Command }[] {
  if (state.chord.length === 0) return [];
  return KEY_TABLE.filter(
    ({ keys }) => keys.length === state.chord.length + 1 && state.chord.every((part, index) => keys[index] === part),
  ).map(({ keys, words, command }) => ({ key: keys.at(-1) ?? "", words, command }));
}
