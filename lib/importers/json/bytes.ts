/** The byte at an index the caller has checked; outside the array it is 0, which no JSON text may hold. */
export function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** Byte values of the JSON grammar. */
export const BYTE = {
  TAB: 0x09,
  LF: 0x0a,
  CR: 0x0d,
  SPACE: 0x20,
  QUOTE: 0x22,
  COMMA: 0x2c,
  MINUS: 0x2d,
  DIGIT_0: 0x30,
  DIGIT_9: 0x39,
  COLON: 0x3a,
  OPEN_ARRAY: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_ARRAY: 0x5d,
  F: 0x66,
  N: 0x6e,
  T: 0x74,
  U: 0x75,
  OPEN_OBJECT: 0x7b,
  CLOSE_OBJECT: 0x7d,
} as const;

/** Joins pieces into one array; a single piece is handed back as it is, without a copy. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Bytes as text for the view: ill-formed UTF-8 becomes U+FFFD (the scan has flagged it), nothing is stripped. */
export function decodeView(bytes: Uint8Array): string {
  return VIEW.decode(bytes);
}

const VIEW = new TextDecoder("utf-8", { ignoreBOM: true });
