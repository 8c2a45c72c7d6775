import { decodeView } from "./bytes.ts";

/** Names shown in a path as they are. Anything else could be content (a secret as a key), so only its place is shown. */
const FIELD_NAME = /^[A-Za-z_$][A-Za-z0-9_$]{0,39}$/;

/** The text of a key from the bytes between its quotes. The scanner has already accepted its escapes. */
export function decodeKey(raw: Uint8Array): string {
  const text = decodeView(raw);
  if (!text.includes("\\")) return text;
  const decoded: unknown = JSON.parse(`"${text}"`);
  return typeof decoded === "string" ? decoded : text;
}

/** A key as UTF-8 where lone surrogates keep their own three bytes (WTF-8), so that different keys stay different. */
export function encodeKey(key: string): Uint8Array {
  if (key.isWellFormed()) return new TextEncoder().encode(key);
  return Uint8Array.from(
    Array.from(key).flatMap((character) => {
      const point = character.codePointAt(0) ?? 0;
      if (point < 0xd800 || point > 0xdfff) return Array.from(new TextEncoder().encode(character));
      return [0xed, 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
    }),
  );
}

/** One path segment of an object member: `.name`, or `["..."]` when the key does not look like a field name. */
export function keySegment(key: string): string {
  return FIELD_NAME.test(key) ? `.${key}` : '["..."]';
}
