import { BYTE, byteAt } from "./bytes.ts";

/**
 * Cuts the first document off a stream that may be JSONL, without holding it: at the first line feed behind the end of
 * an object or list. What the document is made of is not judged here; one that never ends takes everything.
 */
export class FirstDocument {
  /** Bytes and line feeds before `rest`. */
  sizeBytes = 0;
  lineFeeds = 0;
  private readonly source: AsyncIterator<Uint8Array>;
  private left: Uint8Array | null = null;
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  private isOver = false;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    // By hand, since a reader that stops at an error must not close what comes behind the document.
    this.source = bytes[Symbol.asyncIterator]();
  }

  /** The document's own bytes; the line feed that ends it belongs to nothing. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    for (let next = await this.source.next(); !next.done; next = await this.source.next()) {
      const end = this.findEnd(next.value);
      if (end < 0) {
        this.sizeBytes += next.value.length;
        yield next.value;
        continue;
      }
      // A copy: producers may use their buffer again.
      this.left = next.value.slice(end + 1);
      this.sizeBytes += end + 1;
      if (end > 0) yield next.value.subarray(0, end);
      return;
    }
  }

  /** Goes to the document's end where its reader stopped before it: what follows must not depend on the chunks. */
  async skipToEnd(): Promise<void> {
    if (this.left !== null) return;
    const others = this.bytes();
    while (!(await others.next()).done);
  }

  /** Whatever follows the document. */
  async *rest(): AsyncGenerator<Uint8Array> {
    await this.skipToEnd();
    if (this.left === null) return;
    yield this.left;
    for (let next = await this.source.next(); !next.done; next = await this.source.next()) yield next.value;
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }

  /** The index of the line feed that ends the document; -1 where it goes on. */
  private findEnd(chunk: Uint8Array): number {
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.isInString) at = this.passString(chunk, at);
      else {
        const byte = byteAt(chunk, at);
        if (byte === BYTE.LF) {
          this.lineFeeds += 1;
          if (this.isOver) return at;
        } else if (byte === BYTE.QUOTE) this.isInString = true;
        else if (byte === BYTE.OPEN_OBJECT || byte === BYTE.OPEN_ARRAY) this.depth += 1;
        else if (byte === BYTE.CLOSE_OBJECT || byte === BYTE.CLOSE_ARRAY) {
          this.depth -= 1;
          this.isOver ||= this.depth === 0;
        }
      }
    }
    return -1;
  }

  /** Goes to the next quote, or to the end of the chunk; a quote ends the string unless a backslash is left before it. */
  private passString(chunk: Uint8Array, from: number): number {
    const quote = chunk.indexOf(BYTE.QUOTE, from);
    const end = quote < 0 ? chunk.length : quote;
    let first = end;
    while (first > from && byteAt(chunk, first - 1) === BYTE.BACKSLASH) first -= 1;
    const before = first === from && this.isEscaped ? 1 : 0;
    const isOdd = (end - first + before) % 2 === 1;
    this.isEscaped = quote < 0 && isOdd;
    this.isInString = quote < 0 || isOdd;
    return end;
  }
}
