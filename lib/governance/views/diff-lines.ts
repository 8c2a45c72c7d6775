import { type Decoding, viewBuilder } from "./view.ts";

/** A line that begins with a sign. */
const LINE_START = /(?:^|\n)([+-])/g;

/**
 * Diffs without their leading + and -, so that a value of several lines (a key block, wrapped base64) is one again.
 * Only where two neighbouring lines have the same sign: a lone dash is not a diff.
 */
export const diffLines: Decoding = {
  id: "diff-lines",
  version: "1",
  view(raw) {
    const builder = viewBuilder(raw);
    let isRun = false;
    for (const match of raw.matchAll(LINE_START)) {
      const sign = match[1] ?? "";
      const at = match.index + match[0].length - 1;
      const lineEnd = raw.indexOf("\n", at);
      const continues = lineEnd !== -1 && raw.charAt(lineEnd + 1) === sign;
      if (isRun || continues) builder.replace(at, at + 1, "");
      isRun = continues;
    }
    return builder.finish();
  },
};
