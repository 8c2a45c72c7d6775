/** What one byte did: part of a well-formed character, or the end of an ill-formed subsequence. */
export type Utf8Verdict = "ok" | "bad" | "bad-retry";

/**
 * Streaming UTF-8 validity by the table of well-formed byte sequences (Unicode 16, table 3-7): no overlong forms, no
 * CESU-8 surrogates, nothing above U+10FFFF. One `bad` is one maximal subpart, so the count equals the U+FFFD a
 * `TextDecoder` writes.
 */
export class Utf8Checker {
  /** Continuation bytes still owed; 0 between characters. */
  owed = 0;
  private low = 0x80;
  private high = 0xbf;

  /** A byte in text. `bad-retry` means: the open character was ill-formed, and this byte begins anew. */
  feed(byte: number): Utf8Verdict {
    if (this.owed > 0) return this.continuation(byte);
    return byte < 0x80 ? "ok" : this.lead(byte);
  }

  private lead(byte: number): Utf8Verdict {
    this.low = 0x80;
    this.high = 0xbf;
    if (byte >= 0xc2 && byte <= 0xdf) this.owed = 1;
    else if (byte >= 0xe0 && byte <= 0xef) {
      this.owed = 2;
      if (byte === 0xe0) this.low = 0xa0;
      if (byte === 0xed) this.high = 0x9f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      this.owed = 3;
      if (byte === 0xf0) this.low = 0x90;
      if (byte === 0xf4) this.high = 0x8f;
    } else return "bad";
    return "ok";
  }

  private continuation(byte: number): Utf8Verdict {
    if (byte < this.low || byte > this.high) {
      this.owed = 0;
      return "bad-retry";
    }
    this.owed -= 1;
    this.low = 0x80;
    this.high = 0xbf;
    return "ok";
  }
}
