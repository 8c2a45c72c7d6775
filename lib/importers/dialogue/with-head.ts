import { HEAD_BYTES } from "../importer.ts";
import { concatBytes } from "../json/bytes.ts";

/** The first `HEAD_BYTES` of a stream, and the whole stream again. */
export async function withHead(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  while (heldBytes < HEAD_BYTES) {
    const next = await source.next();
    if (next.done) break;
    // A copy: producers may use their buffer again.
    held.push(next.value.slice());
    heldBytes += next.value.length;
  }
  const head = concatBytes(held);
  async function* all(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  return { head: head.subarray(0, HEAD_BYTES), all: all() };
}
