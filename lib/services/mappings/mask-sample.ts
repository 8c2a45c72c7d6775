import { MASK, maskPiece, type Redaction, redactionsOf } from "../../domain/governance/redaction.ts";
import { KIND_FACTS } from "../../domain/governance/finding.ts";
import type { FieldText } from "../../domain/record/body.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { scanText } from "../../governance/scan-text.ts";
import { sha256 } from "../verb.ts";

/** What is looked at behind the cut, so that a value is not shown because its end was cut off. */
const MARGIN_UNITS = 4096;

/** What the rules of the scan hide in a text of a file that was never scanned. */
async function hiddenIn(text: string): Promise<readonly Redaction[]> {
  const hits = (await scanText(text)).filter(({ kind }) => KIND_FACTS[kind].isMasked);
  const ranges = hits.map((hit) => ({ ...hit, fieldKey: "", fingerprint: sha256(text.slice(hit.start, hit.end)) }));
  return redactionsOf(ranges).get("") ?? [];
}

/**
 * The beginning of a text as a person may see it: at most `units`, what the rules know masked unit for unit. `name` is
 * what its field is called: some rules know a value by that alone.
 */
export async function maskedText(text: string, units: number, name: string | null = null): Promise<string> {
  const look = toStorable(text.slice(0, units + MARGIN_UNITS)).text;
  const shown = maskPiece(look, 0, await hiddenIn(look)).slice(0, units);
  if (name === null || look === "") return shown;
  const before = `${name}: `;
  const beside = (await hiddenIn(before + look)).some(({ end }) => end > before.length);
  return beside ? MASK.repeat(shown.length) : shown;
}

/** The same as a field of a step. `length` is what is shown: the rest cannot be asked for. */
export async function maskedField(text: string | null, units: number): Promise<FieldText | null> {
  if (text === null) return null;
  const { text: look, standIns } = toStorable(text.slice(0, units + MARGIN_UNITS));
  const hidden = await hiddenIn(look);
  const shown = maskPiece(look, 0, hidden).slice(0, units);
  const masks = hidden.filter(({ start }) => start < shown.length);
  return {
    text: shown,
    length: shown.length,
    standIns: standIns.filter(([at]) => at < shown.length),
    masks: masks.map((mask) => ({ ...mask, end: Math.min(mask.end, shown.length) })),
  };
}
