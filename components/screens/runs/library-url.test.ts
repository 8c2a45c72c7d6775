import { expect, it } from "vitest";
import { readFilter, writeFilter } from "./library-url";

it("reads back what it wrote", () => {
  const filter = readFilter(
    { q: "a b", outcome: "resolved", agent: "SWE-agent", labelled: "some", sort: "-steps", project: "other" },
    "demo",
  );
  const query = Object.fromEntries(new URL(writeFilter(filter, "demo"), "http://x").searchParams);
  expect(readFilter(query, "demo")).toEqual(filter);
});

it("leaves out what does not fit and what goes without saying", () => {
  const filter = readFilter({ outcome: "nonsense", sort: "user.password", page: "-1", agent: ["a", "b"] }, "demo");
  expect(filter).toEqual({ project: "demo", sort: "newest" });
  expect(writeFilter(filter, "demo")).toBe("/runs");
});
