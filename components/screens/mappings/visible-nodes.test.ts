import { expect, it } from "vitest";
import type { SampleNode } from "@/lib/domain/mapping/sample";
import { openAtFirst, parentOf, visibleRows } from "./visible-nodes";

const node = (pointer: string, kind: SampleNode["kind"] = "text"): SampleNode => ({
  pointer,
  name: pointer,
  depth: pointer.split("/").length - 1,
  kind,
  text: "",
  size: 1,
});
const NODES = [
  node("", "object"),
  node("/meta", "object"),
  node("/meta/a", "object"),
  node("/meta/a/b"),
  node("/turns", "list"),
  node("/turns/0", "object"),
  node("/turns/0/say"),
  node("/turns/1", "object"),
  node("/turns/1/say"),
  node("/tags", "list"),
  node("/tags/0"),
];
const shown = (open: Set<string>) => visibleRows(NODES, open).map(({ node: { pointer } }) => pointer);

it("opens outer objects and the first step, and keeps other lists closed", () => {
  const open = openAtFirst(NODES, "/turns");
  expect(shown(open)).toEqual(["", "/meta", "/meta/a", "/turns", "/turns/0", "/turns/0/say", "/turns/1", "/tags"]);
});

it("hides what is inside a closed row and knows the row around", () => {
  expect(shown(new Set())).toEqual([""]);
  const rows = visibleRows(NODES, new Set(["", "/turns"]));
  expect(rows.map(({ isOpen }) => isOpen)).toEqual([true, false, true, false, false, false]);
  expect(parentOf(rows, 3)).toBe(2);
  expect(parentOf(rows, 0)).toBeNull();
});
