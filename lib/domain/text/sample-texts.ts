/** Pieces that renderers and storage must survive, for tests of properties. */
const PIECES = [
  "a",
  "word ",
  "\t",
  "\n",
  "\r\n",
  "\r",
  "\0",
  "\u2400",
  "\ufffd",
  "\ud800",
  "\udc00",
  "é",
  "漢",
  "😀",
  "👨\u200d👩",
  "❤\ufe0f",
  "\u202e",
  "\u200b",
  "\ufeff",
  "\u0085",
  "\u2028",
  "\u009b31m",
  "\x1b",
  "\x1b[31m",
  "\x1b[0m",
  "\x1b[1;4;7m",
  "\x1b[38;5;208m",
  "\x1b[48;2;1;2;3m",
  "\x1b[2J",
  "\x1b]0;title\x07",
  "\x1b]8;;http://x\x1b\\",
  "\x1b[3",
  "\u{e0041}",
  "🏴",
  "'",
  '"',
  "\\",
  "<<EOF",
  "| ",
] as const;

/** `count` texts of up to `maxPieces` pieces; the same for the same seed (a linear congruential generator). */
export function sampleTexts(seed: number, count: number, maxPieces = 30): string[] {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: next(maxPieces + 1) }, () => PIECES[next(PIECES.length)] ?? "").join(""),
  );
}
