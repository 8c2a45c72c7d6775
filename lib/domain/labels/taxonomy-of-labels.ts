import { AppError } from "../errors.ts";
import { type ExternalLabel, labelIdOf } from "./external-label.ts";
import type { Dimension, Label, Scope, Taxonomy } from "./taxonomy.ts";

/**
 * A document for a taxonomy nobody knows, from the labels that refer to it: the same for the same labels in any order.
 * A dimension takes what its labels carry, the richest kind where they differ. AppError `invalid_input` where there is
 * no label, or where they name several taxonomies.
 */
export function taxonomyOfLabels(labels: readonly ExternalLabel[]): Taxonomy {
  const [first] = labels;
  if (!first) throw new AppError("invalid_input", "No label, no taxonomy. Give at least one label.");
  const { id, version } = first.taxonomy;
  if (labels.some(({ taxonomy }) => taxonomy.id !== id || taxonomy.version !== version))
    throw new AppError("invalid_input", "The labels name several taxonomies. Make one document for each of them.");
  const byDimension = new Map<string, ExternalLabel[]>();
  for (const label of labels) {
    const said = byDimension.get(label.dimension);
    if (said) said.push(label);
    else byDimension.set(label.dimension, [label]);
  }
  const dimensions = [...byDimension].sort(([a], [b]) => order(a, b)).map(([name, said]) => dimensionOf(name, said));
  return { id, semver: version, dimensions };
}

function dimensionOf(id: string, said: readonly ExternalLabel[]): Dimension {
  const about = {
    id,
    name: titleOf(id),
    definition: "As its source gives it, which says no more about it.",
    scope: scopeOf(said),
    isRequired: false,
  };
  const labels = labelsOf(said);
  if (labels.length > 0) {
    const valueType = said.some(isFailure) ? "failure" : said.some(isCited) ? "cited" : "label";
    return { ...about, valueType, labels, ...(isMultiple(said) ? { isMultiple: true } : {}) };
  }
  const scores = said.flatMap(({ score }) => (score === undefined ? [] : [score]));
  if (scores.length === 0) return { ...about, valueType: "text" };
  return { ...about, valueType: "score", min: least(scores), max: -least(scores.map((score) => -score)) };
}

/** One label for each id, under the name that comes first by its letters. */
function labelsOf(said: readonly ExternalLabel[]): Label[] {
  const names = said.flatMap(({ label }) => (label === undefined ? [] : [label])).sort(order);
  const byId = new Map<string, string>();
  for (const name of names) if (!byId.has(labelIdOf(name))) byId.set(labelIdOf(name), name);
  return [...byId]
    .sort(([a], [b]) => order(a, b))
    .map(([id, name]) => ({ id, name, definition: "A label of its source, which says no more about it." }));
}

function isFailure({ severity, isDecisive, agent }: ExternalLabel): boolean {
  return severity != null || isDecisive === true || (agent ?? "") !== "";
}

function isCited({ evidence }: ExternalLabel): boolean {
  return evidence !== undefined && evidence.length > 0;
}

/** An entry of the source may become a step or several, so it is a span. */
function scopeOf(said: readonly ExternalLabel[]): Scope {
  const places = new Set(said.map(({ place }) => place.at));
  if (places.size > 1 || places.has("entry")) return "span";
  if (places.has("run")) return "trajectory";
  return places.has("range") ? "range" : "step";
}

/** Whether somebody gave several labels at one place. */
function isMultiple(said: readonly ExternalLabel[]): boolean {
  const given = new Map<string, string>();
  return said.some(({ run, place, author, label }) => {
    if (label === undefined) return false;
    const where = JSON.stringify([Object.entries(run), Object.entries(place).sort(), author]);
    const id = labelIdOf(label);
    const before = given.get(where) ?? id;
    given.set(where, before);
    return before !== id;
  });
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function titleOf(id: string): string {
  const words = id.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** By code unit: the same on every machine, whatever its language. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
