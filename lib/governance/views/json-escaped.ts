import { type Decoding, viewBuilder } from "./view.ts";

/** The escapes of RFC 8259 §7. Anything else after a backslash is not JSON's and stays. */
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/g;
const SHORT: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Tool arguments and logged JSON: `\n`, `\"`, `\/`, `\u0041`. One level; JSON within JSON is this view of its own view. */
export const jsonEscaped: Decoding = {
  id: "json-escaped",
  version: "1",
  view(raw) {
    if (!raw.includes("\\")) return null;
    const builder = viewBuilder(raw);
    for (const { 0: escape, index } of raw.matchAll(ESCAPE)) {
      builder.replace(index, index + escape.length, unescape(escape));
    }
    return builder.finish();
  },
};

function unescape(escape: string): string {
  const letter = escape.charAt(1);
  if (letter === "u") return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  return SHORT[letter] ?? letter;
}
