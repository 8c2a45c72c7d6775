import { ANSI_COLORS, type AnsiColor, type SegmentStyle } from "./segments.ts";

/** The rendition a terminal would be in, reduced to what a fence may show. */
export type SgrState = {
  color: AnsiColor | null;
  isBold: boolean;
  isUnderlined: boolean;
  hasBackground: boolean;
  isReversed: boolean;
};

export const PLAIN: SgrState = {
  color: null,
  isBold: false,
  isUnderlined: false,
  hasBackground: false,
  isReversed: false,
};

/** xterm's default table: colours 0-7 and their bright variants, in token order. Both map to the token's index. */
const XTERM_RGB: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];
const CUBE_LEVELS = [0, 95, 135, 175, 215, 255] as const;

function tokenAt(index: number): AnsiColor {
  return ANSI_COLORS[index % 8] ?? "white";
}

/** The token nearest to an RGB colour (0-255 each, clipped) by Euclidean distance to xterm's 16 colours. */
export function nearestColor(red: number, green: number, blue: number): AnsiColor {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  const clip = (value: number) => Math.min(255, Math.max(0, value));
  for (const [index, [r, g, b]] of XTERM_RGB.entries()) {
    const distance = (clip(red) - r) ** 2 + (clip(green) - g) ** 2 + (clip(blue) - b) ** 2;
    if (distance >= bestDistance) continue;
    best = index;
    bestDistance = distance;
  }
  return tokenAt(best);
}

/** The token of an xterm 256-colour index: 0-15 named, 16-231 a 6x6x6 cube, 232-255 greys. Null outside 0-255. */
export function paletteColor(index: number): AnsiColor | null {
  if (!Number.isInteger(index) || index < 0 || index > 255) return null;
  if (index < 16) return tokenAt(index);
  if (index >= 232) {
    const level = 8 + 10 * (index - 232);
    return nearestColor(level, level, level);
  }
  const cube = index - 16;
  const level = (step: number) => CUBE_LEVELS[step] ?? 0;
  return nearestColor(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

type Extended = { color: AnsiColor | null; consumed: number };

/** Reads `5;n` or `2;r;g;b` after 38, 48 or 58; `consumed` is the number of parameters used up. */
function extendedColor(parameters: readonly number[]): Extended {
  const [mode, a = 0, b = 0, c = 0] = parameters;
  if (mode === 5) return { color: paletteColor(a), consumed: 2 };
  if (mode === 2) return { color: nearestColor(a, b, c), consumed: 4 };
  return { color: null, consumed: parameters.length };
}

/** ITU T.416 colon form: `38:5:n`, `38:2:r:g:b` or `38:2:<space>:r:g:b`. */
function colonColor(parts: readonly number[]): AnsiColor | null {
  const values = parts[1] === 2 && parts.length >= 6 ? [2, ...parts.slice(3)] : parts.slice(1);
  return extendedColor(values).color;
}

function withExtended(state: SgrState, code: number, color: AnsiColor | null): SgrState {
  if (code === 38) return { ...state, color: color ?? state.color };
  return code === 48 ? { ...state, hasBackground: true } : state;
}

function withCode(state: SgrState, code: number): SgrState | null {
  if (code >= 30 && code <= 37) return { ...state, color: tokenAt(code - 30) };
  if (code >= 90 && code <= 97) return { ...state, color: tokenAt(code - 90) };
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return { ...state, hasBackground: true };
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return { ...state, isBold: true };
    case 4:
    case 21:
      return { ...state, isUnderlined: true };
    // Blink and concealment would hide or animate content: the sequence is shown instead of obeyed.
    case 5:
    case 6:
    case 8:
      return null;
    case 7:
      return { ...state, isReversed: true };
    case 22:
      return { ...state, isBold: false };
    case 24:
      return { ...state, isUnderlined: false };
    case 27:
      return { ...state, isReversed: false };
    case 39:
      return { ...state, color: null };
    case 49:
      return { ...state, hasBackground: false };
    default:
      return state;
  }
}

/**
 * Applies the parameters of one SGR sequence (ECMA-48 §8.3.117), the part between `ESC [` and `m`.
 * Unknown codes change nothing; null when the sequence asks for blink or concealment and must be shown.
 */
export function applySgr(state: SgrState, parameters: string): SgrState | null {
  const fields = parameters.split(";");
  let next: SgrState = state;
  for (let i = 0; i < fields.length; i += 1) {
    const parts = (fields[i] ?? "").split(":").map(Number);
    const code = parts[0] ?? 0;
    const isExtended = code === 38 || code === 48 || code === 58;
    if (isExtended && parts.length > 1) {
      next = withExtended(next, code, colonColor(parts));
    } else if (isExtended) {
      const { color, consumed } = extendedColor(fields.slice(i + 1).map(Number));
      next = withExtended(next, code, color);
      i += consumed;
    } else {
      const applied = withCode(next, code === 4 && parts[1] === 0 ? 24 : code);
      if (applied === null) return null;
      next = applied;
    }
  }
  return next;
}

/** What the fence draws; undefined for plain text. Background becomes underline, reverse an outline. */
export function styleOf(state: SgrState): SegmentStyle | undefined {
  const style: SegmentStyle = {};
  if (state.color !== null) style.color = state.color;
  if (state.isBold) style.isBold = true;
  if (state.isUnderlined || state.hasBackground) style.isUnderlined = true;
  if (state.isReversed) style.isOutlined = true;
  return Object.keys(style).length === 0 ? undefined : style;
}
