import { sha256 } from "../verb.ts";

/** Marked words with what stands around them, from the field they were marked in. */
export type Words = { text: string; sha256: string; start: number; prefix: string; suffix: string };

/** Units on either side that tell one occurrence from another. */
const AROUND = 32;

/** The words of a half-open range, in UTF-16 units. */
export function wordsOf(field: string | null, { start, end }: { start: number; end: number }): Words {
  const text = (field ?? "").slice(start, end);
  return {
    text,
    sha256: sha256(text),
    start,
    prefix: (field ?? "").slice(Math.max(0, start - AROUND), start),
    suffix: (field ?? "").slice(end, end + AROUND),
  };
}

/**
 * Where the same words stand in another text of the field: at the same offset whatever is around them; elsewhere only
 * with the same words before and behind.
 */
export function findWords(field: string | null, words: Words): number[] {
  const { text, start, prefix, suffix } = words;
  if (field === null || text === "") return [];
  if (sha256(field.slice(start, start + text.length)) === words.sha256) return [start];
  const found: number[] = [];
  const whole = prefix + text + suffix;
  for (let at = field.indexOf(whole); at >= 0; at = field.indexOf(whole, at + 1)) found.push(at + prefix.length);
  return found;
}
