import { byteAt, decodeView } from "./bytes.ts";
import { hashKey, KeyHashes } from "./key-hashes.ts";
import { decodeKey, encodeKey, keySegment } from "./json-key.ts";

/** Bytes of a key kept for the path; longer keys are shown as `["..."]` anyway. */
const SHOWN_KEY_BYTES = 64;
const NO_KEY = -1;
const TOO_LONG_TO_SHOW = -2;

/** Where a scan stands: the open containers with their current key or index. All arrays are sized once. */
export class ContainerStack {
  depth = 0;
  private readonly isObject: Uint8Array;
  private readonly indexes: Int32Array;
  private readonly keyLengths: Int32Array;
  private readonly keyBytes: Uint8Array;
  private readonly watchedKeys: string[] = [];
  private readonly hashes = new KeyHashes();

  /** Keys of containers down to `keyDepth` are decoded, so that a watcher can read them with `keyAt`. */
  constructor(
    maxDepth: number,
    private readonly keyDepth: number,
  ) {
    this.isObject = new Uint8Array(maxDepth + 1);
    this.indexes = new Int32Array(maxDepth + 1);
    this.keyLengths = new Int32Array(maxDepth + 1);
    this.keyBytes = new Uint8Array((maxDepth + 1) * SHOWN_KEY_BYTES);
  }

  open(isObject: boolean): void {
    this.depth += 1;
    this.isObject[this.depth] = isObject ? 1 : 0;
    this.indexes[this.depth] = -1;
    this.keyLengths[this.depth] = NO_KEY;
    if (isObject) this.hashes.open();
  }

  close(): void {
    if (this.isObject[this.depth] === 1) this.hashes.close();
    this.depth -= 1;
  }

  isInObject(): boolean {
    return this.isObject[this.depth] === 1;
  }

  /** Call before each element of the innermost array. */
  nextElement(): void {
    this.indexes[this.depth] = (this.indexes[this.depth] ?? 0) + 1;
  }

  /** A key is about to begin: until it is read, paths end at its object. */
  forgetKey(): void {
    this.keyLengths[this.depth] = NO_KEY;
  }

  /** Takes a finished key of the innermost object, `bytes[from..to)`; false when the object has it already. */
  setKey(bytes: Uint8Array, from: number, to: number, needsDecoding: boolean): boolean {
    const isWatched = this.depth <= this.keyDepth;
    const key = needsDecoding || isWatched ? decodeKey(bytes.subarray(from, to)) : "";
    if (isWatched) this.watchedKeys[this.depth] = key;
    if (!needsDecoding) return this.addKey(bytes, from, to);
    const encoded = encodeKey(key);
    return this.addKey(encoded, 0, encoded.length);
  }

  keyCount(): number {
    return this.hashes.size();
  }

  /** The current key of a watched object, decoded. `level` counts from 1, the root container. */
  keyAt(level: number): string | null {
    return this.isObject[level] === 1 ? (this.watchedKeys[level] ?? null) : null;
  }

  /** The current index of an open array. */
  indexAt(level: number): number {
    return this.indexes[level] ?? 0;
  }

  /** The path of the value being read, such as `trajectory[3].action`; null at the top level. */
  path(): string | null {
    let path = "";
    for (let level = 1; level <= this.depth; level += 1) path += this.segment(level);
    if (path === "") return null;
    return path.startsWith(".") ? path.slice(1) : path;
  }

  private segment(level: number): string {
    if (this.isObject[level] !== 1) return this.indexAt(level) < 0 ? "" : `[${this.indexAt(level)}]`;
    const length = this.keyLengths[level] ?? NO_KEY;
    if (length === NO_KEY) return "";
    if (length === TOO_LONG_TO_SHOW) return keySegment("");
    const start = level * SHOWN_KEY_BYTES;
    return keySegment(decodeView(this.keyBytes.subarray(start, start + length)));
  }

  private addKey(bytes: Uint8Array, from: number, to: number): boolean {
    const length = to - from;
    const isShown = length <= SHOWN_KEY_BYTES;
    this.keyLengths[this.depth] = isShown ? length : TOO_LONG_TO_SHOW;
    const start = this.depth * SHOWN_KEY_BYTES;
    if (isShown) for (let at = 0; at < length; at += 1) this.keyBytes[start + at] = byteAt(bytes, from + at);
    return this.hashes.add(hashKey(bytes, from, to));
  }
}
