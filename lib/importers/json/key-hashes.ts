import { byteAt } from "./bytes.ts";

/** Up to this many keys a linear look is faster than a set. */
const LINEAR_KEYS = 16;

/**
 * A 53-bit hash of a key's UTF-8 bytes `[from..to)` (two 32-bit FNV-1a style lanes). Equal keys always meet; two different keys
 * of one object meet by chance about once in 10^16 pairs, so memory stays flat in the length of the keys.
 */
export function hashKey(bytes: Uint8Array, from: number, to: number): number {
  let left = 0x811c9dc5;
  let right = 0x9e3779b9;
  for (let index = from; index < to; index += 1) {
    const byte = byteAt(bytes, index);
    left = Math.imul(left ^ byte, 0x01000193);
    right = Math.imul(right ^ byte ^ (left >>> 15), 0x85ebca6b);
  }
  right ^= right >>> 13;
  return (left >>> 0) * 0x200000 + (right & 0x1fffff);
}

/** The key hashes of all open objects on one stack, so closing an object frees its keys at once. */
export class KeyHashes {
  private readonly hashes: number[] = [];
  private readonly bases: number[] = [];
  private readonly sets: (Set<number> | null)[] = [];

  open(): void {
    this.bases.push(this.hashes.length);
    this.sets.push(null);
  }

  close(): void {
    this.hashes.length = this.bases.pop() ?? 0;
    this.sets.pop();
  }

  /** Keys of the innermost open object so far. */
  size(): number {
    return this.sets.at(-1)?.size ?? this.hashes.length - (this.bases.at(-1) ?? 0);
  }

  /** Adds a key to the innermost open object; false when it was there already. */
  add(hash: number): boolean {
    const set = this.sets[this.sets.length - 1] ?? null;
    if (set !== null) {
      if (set.has(hash)) return false;
      set.add(hash);
      return true;
    }
    const base = this.bases[this.bases.length - 1] ?? 0;
    for (let index = base; index < this.hashes.length; index += 1) if (this.hashes[index] === hash) return false;
    this.hashes.push(hash);
    if (this.hashes.length - base > LINEAR_KEYS) this.sets[this.sets.length - 1] = new Set(this.hashes.slice(base));
    return true;
  }
}
