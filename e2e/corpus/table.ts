import { ACTS } from "./acts.ts";
import type { Input } from "./input.ts";
import { ARCHIVES } from "./rows-archives.ts";
import { FOREIGNERS } from "./rows-foreign.ts";
import { KEYS } from "./rows-keys.ts";
import { MEANINGS } from "./rows-meaning.ts";
import { STRUCTURE } from "./rows-structure.ts";
import { TEXTS } from "./rows-text.ts";

/** Every bad input there is, by the row of the table it belongs to. */
export const TABLE: readonly Input[] = [
  ...STRUCTURE,
  ...KEYS,
  ...TEXTS,
  ...MEANINGS,
  ...ARCHIVES,
  ...FOREIGNERS,
  ...ACTS,
];

/** Rows whose end is another than the table of bad input first asked for, and why. */
export const OTHERWISE: Readonly<Record<string, string>> = {
  A6: "A line of a session that is no JSON is kept as a row and said: a killed tool leaves such lines, and the session goes on.",
  A13: "The bytes are on disk before they are read, so the upload is 202 and the row says too-large; nothing of it is kept.",
  A14: "As A13. A string ends at 128 MB, far below what V8 holds.",
  C2: "One number is not used and said; a total that the file states itself stays.",
  C6: "The cap is five million values in a document, however many steps they make.",
  C12: "A chat of other roles than the six is another format, held back with its bytes kept; elsewhere the unknown is a row.",
  D1: "A gzip, zip or tar is opened by its content, whatever its name says.",
  D3: "As A13: found while it is unpacked, at 100:1 or at the byte cap. An archive inside an archive is refused by itself.",
  D4: "A damaged directory is quarantined as corrupt with its bytes kept, as D2 is. Refused entries leave their siblings.",
  D6: "Each link is refused by itself as link-entry; the files beside it come in.",
  D7: "A header that lies is corrupt as D2 is; a PAX path is only a label, so its file comes in.",
  D8: "Images are refused on arrival; an SVG is text that is no run.",
  D10: "Without Content-Length a body in chunks is whole when its last chunk came, and is taken.",
};
