import { isRecord } from "../domain/text/tool-arguments.ts";
import type { ExportText } from "./record.ts";
import { countSoundMembers } from "./sound-json.ts";

/** An action longer than this is not looked into, in UTF-16 units. */
const MAX_UNITS = 1_048_576;

/**
 * An action as the arguments of a call, which must be an object. `whole`: it is one and stands as it was written.
 * `respaced`: it is one, but blanks or line feeds between its tokens cannot stand; `raw` has them. `wrapped`: it is
 * anything else, or an object that careful readers refuse, and goes in as the one text of `{"command": ...}`.
 */
export type CallArguments =
  | { form: "whole"; text: string }
  | { form: "respaced"; text: string; raw: string }
  | { form: "wrapped" };

export async function callArguments(action: ExportText): Promise<CallArguments> {
  const pieces: string[] = [];
  let units = 0;
  for await (const piece of action.read()) {
    pieces.push(piece);
    units += piece.length;
    if (units > MAX_UNITS) return { form: "wrapped" };
  }
  const raw = pieces.join("");
  if (!isSoundObject(raw)) return { form: "wrapped" };
  const text = raw.replace(/[\n\r]/g, " ").trim();
  return text === raw ? { form: "whole", text } : { form: "respaced", text, raw };
}

/** A JSON object without a key twice, U+0000, half a surrogate pair, or depths and keys beyond what readers take. */
function isSoundObject(text: string): boolean {
  if (!/^\s*\{/.test(text) || !text.isWellFormed()) return false;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  const members = isRecord(value) ? countSoundMembers(value) : null;
  // What is parsed has lost a key that stands twice; outside strings each member has one colon.
  return members !== null && members === text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, "").split(":").length - 1;
}
