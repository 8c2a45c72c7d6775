import { describe, expect, it } from "vitest";
import { EXTERNAL_TAXONOMIES } from "./external/external-taxonomies.ts";
import { PRM800K } from "./external/prm800k.ts";
import { extendTaxonomy } from "./extend-taxonomy.ts";
import { ExternalLabel } from "./external-label.ts";
import { Taxonomy } from "./taxonomy.ts";
import { taxonomyOfLabels } from "./taxonomy-of-labels.ts";

const TAXONOMY = { id: "shop", version: "2.0.0" };
const label = (says: Record<string, unknown>) =>
  ExternalLabel.parse({ run: { name: "r" }, author: "a", taxonomy: TAXONOMY, place: { at: "run" }, ...says });

describe("a document made of labels", () => {
  const step = (index: number) => ({ at: "step", index });
  const labels = [
    label({ dimension: "mood", label: "Good" }),
    label({ dimension: "mood", label: "good", author: "b" }),
    label({ dimension: "mood", label: "Bad", author: "b", run: { name: "other" } }),
    label({ dimension: "points", score: 7, place: step(1) }),
    label({ dimension: "points", score: -2, place: step(2) }),
    label({ dimension: "words", text: "well", place: { at: "range", from: 1, to: 2 } }),
    label({ dimension: "fault", label: "Loop", severity: "low", place: { at: "entry", id: "s" } }),
    label({ dimension: "fault", label: "Slip", place: { at: "entry", id: "s" } }),
    label({ dimension: "ground", label: "Seen", place: step(1), evidence: [step(0)] }),
  ];
  const made = taxonomyOfLabels(labels);

  it("takes what they carry, where they stand", () => {
    expect(Taxonomy.parse(made)).toEqual(made);
    expect(made).toMatchObject({ id: "shop", semver: "2.0.0" });
    expect(
      made.dimensions.map(({ id, valueType, scope, ...rest }) => [id, valueType, scope, "isMultiple" in rest]),
    ).toEqual([
      ["fault", "failure", "span", true],
      ["ground", "cited", "step", false],
      ["mood", "label", "trajectory", false],
      ["points", "score", "step", false],
      ["words", "text", "range", false],
    ]);
    expect(made.dimensions[2]).toMatchObject({ name: "Mood", labels: [{ id: "bad" }, { id: "good", name: "Good" }] });
    expect(made.dimensions[3]).toMatchObject({ min: -2, max: 7 });
  });

  it("is the same in any order", () => {
    expect(taxonomyOfLabels(labels.toReversed())).toEqual(made);
    expect(taxonomyOfLabels([...labels.slice(4), ...labels.slice(0, 4)])).toEqual(made);
  });

  it("is refused for none, and for several taxonomies", () => {
    const other = { ...label({ dimension: "mood", label: "good" }), taxonomy: { id: "shop", version: "2.1.0" } };
    expect(() => taxonomyOfLabels([])).toThrow("No label");
    expect(() => taxonomyOfLabels([...labels, other])).toThrow("several taxonomies");
  });

  it("may hold a dimension and a label called as every object's members", () => {
    const odd = taxonomyOfLabels([label({ dimension: "constructor", label: "__proto__" })]);
    expect(odd.dimensions).toMatchObject([{ id: "constructor", labels: [{ id: "proto", name: "__proto__" }] }]);
  });
});

describe("a document with what it lacked", () => {
  const known = taxonomyOfLabels([
    label({ dimension: "mood", label: "Good" }),
    label({ dimension: "points", score: 3 }),
  ]);

  it("is itself where it lacks nothing", () => {
    expect(extendTaxonomy(known, [])).toBe(known);
    expect(
      extendTaxonomy(known, [label({ dimension: "mood", label: "GOOD" }), label({ dimension: "points", score: 3 })]),
    ).toBe(known);
  });

  it("is the next minor version with new labels, numbers and dimensions, and keeps the rest", () => {
    const next = extendTaxonomy(known, [
      label({ dimension: "mood", label: "Bad" }),
      label({ dimension: "points", score: 9 }),
      label({ dimension: "words", text: "well" }),
    ]);
    expect(next.semver).toBe("2.1.0");
    expect(next.dimensions).toMatchObject([
      { id: "mood", labels: [{ id: "good" }, { id: "bad" }] },
      { id: "points", min: 3, max: 9 },
      { id: "words", valueType: "text" },
    ]);
    expect(known.dimensions).toHaveLength(2);
  });

  it("keeps the kind of a dimension that is given another one", () => {
    expect(extendTaxonomy(known, [label({ dimension: "points", text: "three" })])).toBe(known);
  });

  it("widens a document of the literature, whatever version its labels name", () => {
    const next = extendTaxonomy(PRM800K, [label({ dimension: "rating", label: "odd" })]);
    expect([next.id, next.semver]).toEqual(["prm800k", "1.1.0"]);
    expect(EXTERNAL_TAXONOMIES).toContain(PRM800K);
    expect(PRM800K.dimensions[0]).toMatchObject({ labels: { length: 3 } });
  });
});
