import { parseValue } from "../json/document.ts";
import { scanBytes } from "../json/scan-bytes.ts";

/** JSON that a source carries inside a string, held to the same caps as a file; undefined when it is not JSON. */
export function parseNested(text: string): unknown {
  const bytes = new TextEncoder().encode(text);
  return scanBytes(bytes).error === null ? parseValue(bytes) : undefined;
}
