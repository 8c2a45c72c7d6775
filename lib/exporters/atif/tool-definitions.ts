import type { Json } from "../../domain/json.ts";
import { isRecord } from "../../domain/text/tool-arguments.ts";
import { canonicalJson } from "../json-text.ts";
import type { ExportRecord } from "../record.ts";
import { countSoundMembers } from "../sound-json.ts";

/** Importers keep the definitions of a run's tools under this name, as JSON. */
const FACT = "tools";

/** The definitions a run came with, as the JSON of a list of objects; null where there are none that can be read. */
export function toolDefinitions(environment: ExportRecord["environment"]): string | null {
  const text = environment.find(([name]) => name === FACT)?.[1];
  if (text === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const isList = Array.isArray(value) && value.length > 0 && value.every(isRecord);
  return isList && countSoundMembers(value) !== null ? canonicalJson(toJson(value)) : null;
}

/** What was parsed from JSON is JSON; this says so to the compiler. */
function toJson(value: unknown): Json {
  return value as Json;
}
