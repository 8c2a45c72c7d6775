import { type Decoding, viewBuilder } from "./view.ts";

const ESC = "\u001b";
const BEL = "\u0007";
/**
 * CSI, OSC (closed by BEL or ST), the two-unit escapes (ECMA-48 §5), and units that show nothing: soft hyphen,
 * zero-width space, joiners, BOM. Bounded, so that an escape that never ends costs no more than one that does.
 */
const CONTROLS = new RegExp(
  [
    `${ESC}\\[[0-?]{0,64}[ -/]{0,8}[@-~]`,
    `${ESC}\\][^${BEL}${ESC}]{0,2048}(?:${BEL}|${ESC}\\\\)`,
    `${ESC}[@-Z\\\\^_]`,
    "[\\u00ad\\u200b-\\u200d\\u2060\\ufeff]",
  ].join("|"),
  "g",
);

/** Terminal output without colours and what else is not seen: a value may be coloured in the middle. */
export const terminalControls: Decoding = {
  id: "terminal-controls",
  version: "1",
  view(raw) {
    const builder = viewBuilder(raw);
    for (const { 0: control, index } of raw.matchAll(CONTROLS)) builder.replace(index, index + control.length, "");
    return builder.finish();
  },
};
