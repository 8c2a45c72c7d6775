import { describe, expect, it } from "vitest";
import { FAILURE_TYPES } from "../default-failures.ts";
import { DEFAULT_TAXONOMY } from "../default-taxonomy.ts";
import { labelIdOf } from "../external-label.ts";
import { type Dimension, type Label, Taxonomy } from "../taxonomy.ts";
import { EXTERNAL_TAXONOMIES, externalTaxonomy } from "./external-taxonomies.ts";
import { mastModeAt, mastModeNamed, NO_FAILURE } from "./mast.ts";

const labelsIn = (dimension: Dimension): Label[] => ("labels" in dimension ? dimension.labels : []);
const labelsOf = (taxonomy: Taxonomy) => taxonomy.dimensions.flatMap(labelsIn);
const ours = new Set(labelsOf(DEFAULT_TAXONOMY).map(({ id }) => id));

describe.each(EXTERNAL_TAXONOMIES.map((taxonomy) => [taxonomy.id, taxonomy] as const))("%s", (id, taxonomy) => {
  it("is a document, found by id and version", () => {
    expect(Taxonomy.parse(taxonomy)).toEqual(taxonomy);
    expect(externalTaxonomy({ id, version: taxonomy.semver })).toBe(taxonomy);
    expect(externalTaxonomy({ id, version: "0.0.1" })).toBeNull();
  });

  it("has ids by names, each once in its dimension", () => {
    const dimensions = taxonomy.dimensions.map((dimension) => dimension.id);
    expect(new Set(dimensions).size).toBe(dimensions.length);
    for (const dimension of taxonomy.dimensions) {
      const ids = labelsIn(dimension).map((label) => label.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(labelsIn(dimension).map(({ name }) => labelIdOf(name)));
    }
  });

  it("maps to labels that the studio has", () => {
    const targets = labelsOf(taxonomy).flatMap(({ mapsTo }) => mapsTo?.["runtape"] ?? []);
    expect(targets.filter((target) => !ours.has(target))).toEqual([]);
  });
});

const names = (id: string, version: string) => {
  const taxonomy = externalTaxonomy({ id, version });
  return taxonomy ? labelsOf(taxonomy).map(({ name }) => name) : [];
};

describe("maps", () => {
  /** What the studio's failure types call the same in this taxonomy, as pairs. */
  const saidHere = (key: string) =>
    FAILURE_TYPES.flatMap(({ id, mapsTo }) => (mapsTo?.[key] ?? []).map((name) => `${name} = ${id}`));

  it("to MAST go both ways", () => {
    const mast = externalTaxonomy({ id: "mast", version: "3.0.0" });
    const pairs = (mast ? labelsOf(mast) : []).flatMap(({ mapsTo }) =>
      (mapsTo?.["runtape"] ?? []).map((target) => `${mapsTo?.["mast"]?.[0]} = ${target}`),
    );
    expect(pairs).toHaveLength(13);
    expect(pairs.filter((pair) => !saidHere("mast").includes(pair))).toEqual([]);
  });

  it("to TRAIL go both ways", () => {
    const trail = externalTaxonomy({ id: "trail", version: "1.0.0" });
    const pairs = (trail ? labelsOf(trail) : []).flatMap(({ name, mapsTo }) =>
      (mapsTo?.["runtape"] ?? []).map((target) => `${name} = ${target}`),
    );
    expect(pairs).toHaveLength(10);
    expect(pairs.filter((pair) => !saidHere("trail").includes(pair))).toEqual([]);
    const unknown = FAILURE_TYPES.flatMap(({ mapsTo }) => mapsTo?.["trail"] ?? []).filter(
      (name) => !names("trail", "1.0.0").includes(name),
    );
    expect(unknown).toEqual([]);
  });
});

it("have as many labels as the literature lists", () => {
  expect(names("mast", "3.0.0")).toHaveLength(15);
  expect(names("trail", "1.0.0")).toHaveLength(21);
  expect(names("agentrx", "1.0.0")).toHaveLength(10);
});

describe("modes of MAST", () => {
  it.each([
    ["1.3", "Step repetition"],
    ["3.3", "Incorrect verification"],
    ["1.6", undefined],
    ["constructor", undefined],
  ])("at %s", (number, name) => {
    expect(mastModeAt(number)?.name).toBe(name);
  });

  it.each([
    ["Step repetition", "Step repetition"],
    ["1.3 Step Repetition\nSays it again.", "Step repetition"],
    ["2.2 Step repetition", "Step repetition"],
    ["FM-2.4: Information Witholding", "Information withholding"],
    ["2.5 Ignored Other Agents' Input", "Ignored other agent's input"],
    ["1.4 Unbatched repetitive execution", undefined],
    [NO_FAILURE, undefined],
    ["", undefined],
  ])("named %j", (text, name) => {
    expect(mastModeNamed(text)?.name).toBe(name);
  });
});
