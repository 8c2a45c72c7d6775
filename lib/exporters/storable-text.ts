import { type StandIn, toStorable } from "../domain/text/stand-ins.ts";
import { stringText } from "./json-text.ts";

/**
 * A JSON string from pieces of a text, with a stand-in for each unit that is U+0000 or half a surrogate pair: readers
 * that refuse those take the file. What stands where is added to `standIns`, in offsets of the whole text.
 */
export function storableStringText(pieces: AsyncIterable<string>, standIns: StandIn[]): AsyncGenerator<string> {
  return stringText(storable(pieces, standIns));
}

async function* storable(pieces: AsyncIterable<string>, standIns: StandIn[]): AsyncGenerator<string> {
  let held = "";
  let at = 0;
  const take = (text: string): string => {
    const { text: kept, standIns: found } = toStorable(text);
    for (const [offset, unit] of found) standIns.push([at + offset, unit]);
    at += text.length;
    return kept;
  };
  for await (const piece of pieces) {
    const text = held + piece;
    const last = text.charCodeAt(text.length - 1);
    // A high surrogate at the end may find its other half in the next piece.
    const end = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
    held = text.slice(end);
    if (end > 0) yield take(text.slice(0, end));
  }
  if (held !== "") yield take(held);
}
