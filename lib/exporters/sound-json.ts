/** Readers bound how deep a document goes and how long a key is; what is counted here stands inside one. */
const MAX_DEPTH = 64;
const MAX_KEY_UNITS = 4096;

/**
 * How many members all objects inside a value parsed from JSON have; null where it is deeper than readers go, or a text
 * in it holds U+0000, half a surrogate pair, or is a key too long to be taken.
 */
export function countSoundMembers(value: unknown, depth = 1): number | null {
  if (typeof value === "string") return isPlain(value) ? 0 : null;
  if (typeof value !== "object" || value === null) return 0;
  if (depth > MAX_DEPTH) return null;
  let count = 0;
  for (const [key, inner] of Object.entries(value)) {
    const within = isPlain(key) && key.length <= MAX_KEY_UNITS ? countSoundMembers(inner, depth + 1) : null;
    if (within === null) return null;
    count += within + (Array.isArray(value) ? 0 : 1);
  }
  return count;
}

function isPlain(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
