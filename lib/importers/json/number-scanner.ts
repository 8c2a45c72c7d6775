import { byteAt } from "./bytes.ts";

/** A lexeme longer than this cannot keep its digits in a double, so it is unsafe without being read. */
const LEXEME_LIMIT = 1024;

const MINUS = 0;
const ZERO = 1;
const INTEGER = 2;
const DOT = 3;
const FRACTION = 4;
const E = 5;
const E_SIGN = 6;
const EXPONENT = 7;

/** Byte classes: 0 other, 1 `0`, 2 `1-9`, 3 `.`, 4 `e E`, 5 `+`, 6 `-`. */
const CLASS_COUNT = 7;
const CLASS_OF = new Uint8Array(256);
for (const [index, bytes] of ["0", "123456789", ".", "eE", "+", "-"].entries())
  for (const byte of bytes) CLASS_OF[byte.charCodeAt(0)] = index + 1;

/** RFC 8259 section 6 as `[state][class] -> state`; -1 ends the number before the byte. */
const NEXT = Int8Array.from(
  [
    [-1, ZERO, INTEGER, -1, -1, -1, -1],
    [-1, -1, -1, DOT, E, -1, -1],
    [-1, INTEGER, INTEGER, DOT, E, -1, -1],
    [-1, FRACTION, FRACTION, -1, -1, -1, -1],
    [-1, FRACTION, FRACTION, -1, E, -1, -1],
    [-1, EXPONENT, EXPONENT, -1, -1, E_SIGN, E_SIGN],
    [-1, EXPONENT, EXPONENT, -1, -1, -1, -1],
    [-1, EXPONENT, EXPONENT, -1, -1, -1, -1],
  ].flat(),
);

/** Integers shorter than this are exact; a fraction shorter than `OVERFLOW_LENGTH` cannot overflow. */
const INEXACT_LENGTH = 16;
const OVERFLOW_LENGTH = 300;

/** Scans one number at a time, over any chunk boundary. */
export class NumberScanner {
  isOpen = false;
  private state = MINUS;
  private hasExponent = false;
  private length = 0;
  private carried = "";

  /** `first` is `-` or a digit; it counts as consumed. */
  begin(first: number): void {
    this.isOpen = true;
    this.state = CLASS_OF[first] === 6 ? MINUS : (NEXT[MINUS * CLASS_COUNT + (CLASS_OF[first] ?? 0)] ?? -1);
    this.hasExponent = false;
    this.length = 1;
    this.carried = String.fromCharCode(first);
  }

  /** Consumes bytes from `from`; returns the first index that is not of the number. */
  scan(chunk: Uint8Array, from: number): number {
    const end = chunk.length;
    let state = this.state;
    let index = from;
    while (index < end) {
      const next = NEXT[state * CLASS_COUNT + (CLASS_OF[byteAt(chunk, index)] ?? 0)] ?? -1;
      if (next < 0) {
        this.isOpen = false;
        break;
      }
      state = next;
      if (state === E) this.hasExponent = true;
      index += 1;
    }
    this.state = state;
    this.length += index - from;
    this.carry(chunk, from, index);
    return index;
  }

  /** True when what was read so far is a whole number by the grammar. */
  isComplete(): boolean {
    return this.state === ZERO || this.state === INTEGER || this.state === FRACTION || this.state === EXPONENT;
  }

  /** True when a JS number cannot hold the value: an integer outside +-(2^53 - 1), or an overflow such as `1e400`. */
  isUnsafe(): boolean {
    if (!this.isSuspicious()) return false;
    if (this.length > LEXEME_LIMIT) return true;
    const value = Number(this.carried);
    if (!Number.isFinite(value)) return true;
    return /^-?\d+$/.test(this.carried) && !Number.isSafeInteger(value);
  }

  private isSuspicious(): boolean {
    if (this.hasExponent || this.length >= OVERFLOW_LENGTH) return true;
    return this.state === INTEGER && this.length >= INEXACT_LENGTH;
  }

  private carry(chunk: Uint8Array, from: number, to: number): void {
    if ((!this.isOpen && !this.isSuspicious()) || this.length > LEXEME_LIMIT) return;
    for (let index = from; index < to; index += 1) this.carried += String.fromCharCode(byteAt(chunk, index));
  }
}
