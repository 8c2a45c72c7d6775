/** A text as LIKE takes it for itself: the client's own `startsWith` and `contains` leave the signs of a pattern in it. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
