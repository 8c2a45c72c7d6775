import { BYTE, byteAt } from "./bytes.ts";
import { count, type Place, type ScanFacts } from "./scan-facts.ts";
import { Utf8Checker } from "./utf8-checker.ts";

/** Bytes that need no thought inside a string: printable ASCII but `"` and `\`. */
const IS_PLAIN = new Uint8Array(256).map((_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== BYTE.QUOTE && byte !== BYTE.BACKSLASH ? 1 : 0,
);

/** The letters after a backslash, without `u`. */
const IS_SHORT_ESCAPE = new Uint8Array(256);
for (const letter of '"\\/bfnrt') IS_SHORT_ESCAPE[letter.charCodeAt(0)] = 1;

const HEX_VALUE = new Int8Array(256).fill(-1);
for (const digit of "0123456789abcdefABCDEF") HEX_VALUE[digit.charCodeAt(0)] = Number.parseInt(digit, 16);

const TEXT = 0;
const AFTER_BACKSLASH = 1;
const IN_HEX = 2;

/** Scans the inside of one string at a time, over any chunk boundary. */
export class StringScanner {
  /** True from `begin` until the closing quote. */
  isOpen = false;
  /** What was wrong with the byte the last `scan` stopped at; null while all is well. */
  refusal: string | null = null;
  /** The bytes are not the text: there was an escape or ill-formed UTF-8. */
  needsDecoding = false;
  startOffset = 0;

  private mode = TEXT;
  private hexDigits = 0;
  private codeUnit = 0;
  /** The previous character was an escaped high surrogate. */
  private isHighPending = false;
  private readonly utf8 = new Utf8Checker();

  constructor(
    private readonly facts: ScanFacts,
    private readonly locate: (byteOffset: number) => Place,
  ) {}

  /** `startOffset`: the absolute offset of the first byte after the opening quote. */
  begin(startOffset: number): void {
    this.isOpen = true;
    this.needsDecoding = false;
    this.startOffset = startOffset;
    this.mode = TEXT;
    this.isHighPending = false;
  }

  /** Consumes bytes from `from`; returns the next unread index. `base` is the absolute offset of `chunk[0]`. */
  scan(chunk: Uint8Array, from: number, base: number): number {
    const length = chunk.length;
    let index = from;
    while (index < length) {
      if (this.mode === TEXT && this.utf8.owed === 0 && !this.isHighPending) {
        while (index < length && IS_PLAIN[byteAt(chunk, index)] === 1) index += 1;
        if (index === length) return index;
      }
      const byte = byteAt(chunk, index);
      const isTaken = this.mode === TEXT ? this.text(byte, base + index) : this.escape(byte, base + index);
      if (!isTaken) return index;
      index += 1;
      if (!this.isOpen) return index;
    }
    return index;
  }

  private text(byte: number, offset: number): boolean {
    if (byte >= 0x80 || this.utf8.owed > 0) this.multiByte(byte, offset);
    if (this.isHighPending && byte !== BYTE.BACKSLASH) this.loneSurrogate(offset);
    if (byte === BYTE.QUOTE) return this.close(offset);
    if (byte === BYTE.BACKSLASH) {
      this.mode = AFTER_BACKSLASH;
      this.needsDecoding = true;
      return true;
    }
    if (byte >= 0x20) return true;
    return this.refuse(
      byte === 0 ? "a raw NUL byte stands inside a string" : "a raw control character stands inside a string",
    );
  }

  private multiByte(byte: number, offset: number): void {
    let verdict = this.utf8.feed(byte);
    if (verdict === "bad-retry") {
      this.illFormed(offset);
      verdict = this.utf8.feed(byte);
    }
    if (verdict === "bad") this.illFormed(offset);
  }

  private illFormed(offset: number): void {
    this.needsDecoding = true;
    count(this.facts.invalidUtf8, () => this.locate(offset));
  }

  private escape(byte: number, offset: number): boolean {
    if (this.mode === IN_HEX) return this.hex(byte, offset);
    if (byte === BYTE.U) {
      this.mode = IN_HEX;
      this.hexDigits = 0;
      this.codeUnit = 0;
      return true;
    }
    if (this.isHighPending) this.loneSurrogate(offset);
    if (IS_SHORT_ESCAPE[byte] !== 1) return this.refuse("an escape that JSON does not know");
    this.mode = TEXT;
    return true;
  }

  private hex(byte: number, offset: number): boolean {
    const value = HEX_VALUE[byte] ?? -1;
    if (value < 0) return this.refuse("a \\u escape without four hex digits");
    this.codeUnit = this.codeUnit * 16 + value;
    this.hexDigits += 1;
    if (this.hexDigits < 4) return true;
    this.mode = TEXT;
    this.unit(this.codeUnit, offset);
    return true;
  }

  private unit(codeUnit: number, offset: number): void {
    if (codeUnit === 0) count(this.facts.nulEscapes, () => this.locate(offset));
    const isLow = codeUnit >= 0xdc00 && codeUnit <= 0xdfff;
    if (isLow && this.isHighPending) {
      this.isHighPending = false;
      return;
    }
    if (this.isHighPending || isLow) this.loneSurrogate(offset);
    this.isHighPending = codeUnit >= 0xd800 && codeUnit <= 0xdbff;
  }

  private loneSurrogate(offset: number): void {
    this.isHighPending = false;
    count(this.facts.loneSurrogates, () => this.locate(offset));
  }

  private close(offset: number): boolean {
    this.isOpen = false;
    this.facts.longestStringBytes = Math.max(this.facts.longestStringBytes, offset - this.startOffset);
    return true;
  }

  private refuse(reason: string): boolean {
    this.refusal = reason;
    return false;
  }
}
