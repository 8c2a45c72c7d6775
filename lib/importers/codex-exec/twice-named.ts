const NEEDLE = new TextEncoder().encode('"type":"web_search","id":');
const KEPT = NEEDLE.length - 1;
/** Where the `id` of the needle begins, behind its quote. */
const ID_AT = NEEDLE.length - '"id":'.length + 1;
const ID = new TextEncoder().encode("ID");

/**
 * The stream with the second `id` of a web search called `ID`. Codex writes an item's id and then the search's own under
 * one key (a flattened struct), which a reader of JSON must refuse. Nothing changes its place; inside a string the
 * quotes would be escaped, so no words are touched.
 */
export async function* nameTwiceNamed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = Buffer.alloc(0);
  for await (const chunk of source) {
    // A copy: it is changed, and producers may use their buffer again.
    const bytes = Buffer.concat([held, chunk]);
    for (let at = bytes.indexOf(NEEDLE); at >= 0; at = bytes.indexOf(NEEDLE, at + 1)) bytes.set(ID, at + ID_AT);
    const cut = Math.max(0, bytes.length - KEPT);
    held = bytes.subarray(cut);
    if (cut > 0) yield bytes.subarray(0, cut);
  }
  if (held.length > 0) yield held;
}
