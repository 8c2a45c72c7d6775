import { type Decoding, viewBuilder } from "./view.ts";

/** RFC 3986 §2.1, ASCII only: no value we look for has a unit beyond it. */
const ENCODED = /%[0-7][0-9a-fA-F]/g;

/** `%3D`, `%40`: query strings, form bodies, connection strings. `+` stays: in a value it is more often itself than a blank. */
export const urlEncoded: Decoding = {
  id: "url-encoded",
  version: "1",
  view(raw) {
    if (!raw.includes("%")) return null;
    const builder = viewBuilder(raw);
    for (const { 0: encoded, index } of raw.matchAll(ENCODED)) {
      builder.replace(index, index + 3, String.fromCharCode(Number.parseInt(encoded.slice(1), 16)));
    }
    return builder.finish();
  },
};
