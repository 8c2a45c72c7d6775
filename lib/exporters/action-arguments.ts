import { stringText } from "./json-text.ts";
import type { ExportText } from "./record.ts";

/** An action longer than this is not looked into. */
const MAX_UNITS = 1_048_576;

export type Arguments = { text: AsyncIterable<string> | Iterable<string>; isCut: boolean };

/**
 * An action as the arguments of a call, in JSON: an action that is a JSON object is written as it stands, unit for unit,
 * so that no number, key or order changes; anything else is `{"command": "..."}`. One action is in memory at a time.
 */
export async function actionArguments(action: ExportText): Promise<Arguments> {
  const pieces: string[] = [];
  let units = 0;
  for await (const piece of action.read()) {
    pieces.push(piece);
    units += piece.length;
    if (units > MAX_UNITS) return { text: commandText(action), isCut: true };
  }
  const text = pieces.join("");
  return { text: isPlainObject(text) ? [escaped(text)] : commandText(action), isCut: false };
}

async function* commandText(action: ExportText): AsyncGenerator<string> {
  yield '{"command":';
  yield* stringText(action.read());
  yield "}";
}

function isPlainObject(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The same JSON on one line of well-formed text: between tokens only blanks go, and lone surrogates become escapes. */
function escaped(text: string): string {
  return text
    .replace(/[\n\r]/g, " ")
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (half) => `\\u${half.charCodeAt(0).toString(16)}`,
    );
}
