import { byteAt } from "./bytes.ts";

const BOM = [0xef, 0xbb, 0xbf];

/** Takes a UTF-8 byte order mark off the front of a stream, over any chunk boundary. */
export class BomSkipper {
  private taken = 0;
  private isOver = false;

  /** Returns the index of the first byte that is not of the mark. */
  skip(chunk: Uint8Array): number {
    let index = 0;
    while (!this.isOver && index < chunk.length) {
      this.isOver = byteAt(chunk, index) !== BOM[this.taken];
      if (this.isOver) break;
      this.taken += 1;
      index += 1;
      this.isOver = this.taken === BOM.length;
    }
    return index;
  }

  isWhole(): boolean {
    return this.taken === BOM.length;
  }

  /** The stream began like a mark but went on, or ended, otherwise. */
  isBroken(): boolean {
    return this.taken > 0 && this.taken < BOM.length;
  }
}
