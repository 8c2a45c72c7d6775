/** Text handed on at once, in UTF-16 units. */
const CHUNK_UNITS = 64 * 1024;

/** Collects small pieces of text into writes worth a system call; true from `add` means it is time to `take`. */
export class Chunk {
  #parts: string[] = [];
  #units = 0;

  add(text: string): boolean {
    this.#parts.push(text);
    this.#units += text.length;
    return this.#units >= CHUNK_UNITS;
  }

  take(): Uint8Array {
    const bytes = Buffer.from(this.#parts.join(""), "utf8");
    this.#parts = [];
    this.#units = 0;
    return bytes;
  }
}
