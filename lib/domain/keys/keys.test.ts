import { describe, expect, it } from "vitest";
import { type KeyFacts, type KeyState, NO_CHORD, followers, pressKey } from "./key-machine.ts";
import { KEY_TABLE, keyLines } from "./key-table.ts";

const fact = (key: string, over: Partial<KeyFacts> = {}): KeyFacts => ({
  key,
  hasModifier: false,
  isCtrlOrMeta: false,
  isTyping: false,
  isOnControl: false,
  isRepeat: false,
  ...over,
});

function type(keys: readonly string[], over: Partial<KeyFacts> = {}) {
  let state: KeyState = NO_CHORD;
  const commands = [];
  for (const key of keys) {
    const result = pressKey(state, fact(key, over));
    state = result.state;
    if (result.command) commands.push(result.command);
  }
  return commands;
}

describe("the key table", () => {
  it("binds no key twice, and no key is the start of a longer chord", () => {
    const bound = KEY_TABLE.map(({ keys }) => keys.join(" "));
    expect(new Set(bound).size).toBe(bound.length);
    for (const short of bound) expect(bound.filter((long) => long.startsWith(`${short} `))).toEqual([]);
  });

  it.each(KEY_TABLE.map((binding) => [binding.keys.join(" "), binding] as const))(
    "%s does what its line says",
    (_, { keys, command }) => {
      expect(type(keys)).toEqual([command]);
    },
  );

  it("prints every line once, with hints a part of them", () => {
    const words = keyLines().map((line) => line.words);
    expect(new Set(words).size).toBe(words.length);
    expect(new Set(KEY_TABLE.map((binding) => binding.words))).toEqual(new Set(words));
    expect(keyLines(true).every((hint) => words.includes(hint.words))).toBe(true);
  });
});

describe("reading keys", () => {
  it("does nothing while text has focus, but submits with Ctrl+Enter", () => {
    expect(type(["j", "1", "q", "Enter", "u"], { isTyping: true })).toEqual([]);
    expect(type(["Enter"], { isTyping: true, isCtrlOrMeta: true, hasModifier: true })).toEqual([{ type: "submit" }]);
  });

  it("leaves combinations to the browser", () => {
    expect(pressKey(NO_CHORD, fact("r", { hasModifier: true, isCtrlOrMeta: true })).isHandled).toBe(false);
  });

  it("repeats moves and nothing else", () => {
    expect(type(["j", "j"], { isRepeat: true })).toHaveLength(2);
    expect(type(["1", "u"], { isRepeat: true })).toEqual([]);
  });

  it("ends a chord with Esc or a wrong key, without acting", () => {
    expect(type(["s", "Escape", "5"])).toEqual([{ type: "phase", index: 4 }]);
    expect(type(["g", "x", "j"])).toEqual([{ type: "next-step" }]);
  });

  it("waits through Shift inside a chord", () => {
    expect(type(["Shift", "J"])).toEqual([{ type: "next-unlabelled" }]);
    expect(type(["g", "Shift", "e"])).toEqual([{ type: "next-error" }]);
  });

  it("leaves Enter to the focused button", () => {
    expect(type(["Enter"], { isOnControl: true })).toEqual([]);
    expect(type(["j"], { isOnControl: true })).toEqual([{ type: "next-step" }]);
  });

  it("switches single keys off", () => {
    expect(pressKey(NO_CHORD, fact("j"), true)).toMatchObject({ command: null, isHandled: false });
  });

  it("says what may follow", () => {
    expect(followers({ chord: ["o"] }).map(({ key }) => key)).toEqual(["1", "2", "3", "4"]);
    expect(followers(NO_CHORD)).toEqual([]);
  });
});
